"""What is known about each set of weights: data, recipe and figures for the model cards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_DATA: Final = (
    "1,200 natural images, 256x256 JPEG q92 4:4:4, random crops of 128x128 and mirror images"
)
_MEASURED: Final = (
    "covers that were never trained on, 224x224, on the written and re-opened 8-bit file"
)

_ROBUST: Final[Mapping[str, Any]] = {
    "purpose": "one bit in each cell of 8x8 pixels, read back after JPEG compression",
    "data": _DATA,
    "recipe": (
        "encoder and decoder together, 4 minutes on one accelerator, batch 32, Adam 5e-4 with "
        "cosine decay, rounding to 8 bits by straight-through, a differentiable JPEG of quality "
        "40 to 95 in 65 % of the steps, Gaussian noise of sigma 5 in 15 %"
    ),
    "figures": {
        "measured_on": _MEASURED,
        "stego_psnr_db": 42.4,
        "stego_ssim": 0.987,
        "bit_error_rate": {
            "png": 0.0,
            "jpeg_95": 0.0,
            "jpeg_85": 8.5e-6,
            "jpeg_75": 1.7e-5,
            "jpeg_50": 1.7e-3,
            "resize_0.75_and_back": 2e-2,
        },
    },
    "limits": "not trained on resizing, blur or WebP; leans on JPEG's own grid of 8x8 pixels",
}

_IMAGE: Final[Mapping[str, Any]] = {
    "purpose": "a picture hidden in a picture: preparation, hiding and reveal networks",
    "data": _DATA,
    "recipe": (
        "hider and revealer together, 6.5 minutes on one accelerator, batch 32, Adam 5e-4 with "
        "cosine decay, rounding to 8 bits by straight-through"
    ),
    "figures": {
        "measured_on": _MEASURED,
        "stego_psnr_db": 38.28,
        "stego_ssim": 0.958,
        "secret_psnr_db": 38.26,
        "secret_ssim": 0.970,
    },
    "limits": "lossless channels only: recompression destroys the hidden picture",
}

CARDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "robust_decoder": _ROBUST,
    "image_hider": _IMAGE,
    "image_revealer": _IMAGE,
}


def facts_about(model: str, results: Path) -> Mapping[str, Any]:
    """What the card of a model tells: written above, or found in the results of its experiment."""
    if model in CARDS:
        return CARDS[model]
    for path in sorted(results.glob("*.json")):
        facts: dict[str, Any] = json.loads(path.read_text())
        if model in facts.get("networks", ()):  # the ablation exports none
            return facts
    raise LookupError(f"no results tell of {model}: export its experiment")

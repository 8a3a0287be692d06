"""Measure the codec on a zip of covers: quality, capacity, survival, truthfulness, time.

    python benchmarks/quality.py --covers covers.zip --side 224 --bytes 48 --out F.json

Every figure is taken on the delivered file: written, re-opened, decoded with no hint. ``--bytes``
counts sealed bytes: salt, ciphertext and tag. Attacks are the real codecs of Pillow.
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import statistics
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from cloak_codec import (
    Answer,
    CoverUnsuitable,
    Embedded,
    Mode,
    PayloadTooLarge,
    Picture,
    Text,
    embed,
    extract,
    seal,
    unseal,
    warm_up,
)
from cloak_codec.capacity import DESCRIPTION_BYTES, TAG_BYTES
from cloak_codec.keys import SALT_BYTES
from cloak_codec.saved_models import SavedModels
from PIL import Image, ImageEnhance, ImageFilter

PASSPHRASE: Final = "benchmark"  # noqa: S105  # opens nothing but the benchmark's own files
SEED: Final = 7
Attack = Callable[[Image.Image], Image.Image]


def main() -> None:
    """Measure, write the JSON file, print its summary."""
    arguments = _arguments()
    networks = SavedModels(arguments.repository)
    warm_up()
    covers = list(_covers(arguments.covers, arguments.side))[: arguments.count]
    rows = [_measure(name, covers, i, arguments, networks) for i, (name, _) in enumerate(covers)]
    summary = _summary(rows, covers, arguments, networks)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(summary, indent=2) + "\n")
    figures = {name: value for name, value in summary.items() if name != "covers"}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--covers", type=Path, required=True, help="a zip of pictures")
    parser.add_argument("--side", type=int, default=0, help="scale to a square; 0 keeps the size")
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.ROBUST)
    parser.add_argument("--bytes", type=int, default=48, help="sealed bytes (robust)")
    parser.add_argument("--output", choices=["png", "jpeg"], default="png")
    parser.add_argument("--channel", choices=["chat", "lossless"], default="chat")
    parser.add_argument("--passphrase", action="store_true", help="scramble the secret (image)")
    parser.add_argument("--count", type=int, default=None)
    parser.add_argument("--repository", type=Path, default=Path("model_repository"))
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def _covers(archive: Path, side: int) -> Iterator[tuple[str, Image.Image]]:
    with zipfile.ZipFile(archive) as files:
        for name in sorted(files.namelist()):
            picture = Image.open(io.BytesIO(files.read(name))).convert("RGB")
            if side:
                picture = picture.resize((side, side), Image.Resampling.LANCZOS)
            yield name, picture


def _attacks(mode: Mode) -> dict[str, Attack]:
    if mode is Mode.IMAGE:
        return {}
    return {
        "jpeg 90": lambda p: _reopened(p, "JPEG", 90),
        "jpeg 75": lambda p: _reopened(p, "JPEG", 75),
        "jpeg 50": lambda p: _reopened(p, "JPEG", 50),
        "jpeg 30": lambda p: _reopened(p, "JPEG", 30),
        "webp 80": lambda p: _reopened(p, "WEBP", 80),
        "webp 50": lambda p: _reopened(p, "WEBP", 50),
        "resize .75": lambda p: _rescaled(p, 0.75),
        "resize .5": lambda p: _rescaled(p, 0.5),
        "resize .75 + jpeg 75": lambda p: _reopened(_rescaled(p, 0.75), "JPEG", 75),
        "blur 1": lambda p: p.filter(ImageFilter.GaussianBlur(1)),
        "noise 5": lambda p: _noisy(p, 5),
        "noise 10": lambda p: _noisy(p, 10),
        "brightness 1.2": lambda p: ImageEnhance.Brightness(p).enhance(1.2),
    }


def _reopened(picture: Image.Image, kind: str, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, kind, quality=quality)
    return Image.open(file).convert("RGB")


def _rescaled(picture: Image.Image, scale: float) -> Image.Image:
    width, height = picture.size
    small = picture.resize((round(width * scale), round(height * scale)), Image.Resampling.BICUBIC)
    return small.resize((width, height), Image.Resampling.BICUBIC)


def _noisy(picture: Image.Image, sigma: float) -> Image.Image:
    noise = np.random.default_rng(SEED).normal(0, sigma, (picture.height, picture.width, 3))
    return Image.fromarray(np.clip(np.rint(np.asarray(picture) + noise), 0, 255).astype(np.uint8))


def _file(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _measure(
    name: str,
    covers: list[tuple[str, Image.Image]],
    index: int,
    arguments: argparse.Namespace,
    networks: SavedModels,
) -> dict[str, Any]:
    cover = covers[index][1]
    if arguments.mode is Mode.ROBUST:
        payload: Text | Picture = Text(_text(index, arguments.bytes))
        passphrase: str | None = PASSPHRASE
    else:
        payload = Picture("", "image/png", _file(_secret(covers, index)))
        passphrase = PASSPHRASE if arguments.passphrase else None
    try:
        sealed = seal(payload, mode=arguments.mode, cover_size=cover.size, passphrase=passphrase)
        begun = time.perf_counter()
        done = embed(
            _file(cover),
            sealed,
            mode=arguments.mode,
            networks=networks,
            output=arguments.output,
            channel=arguments.channel,
        )
    except (CoverUnsuitable, PayloadTooLarge) as refused:
        return {"cover": name, "refused": str(refused)}
    embed_s = time.perf_counter() - begun
    begun = time.perf_counter()
    found = extract(done.file, networks=networks)
    row = _row(name, done, embed_s=embed_s, extract_s=time.perf_counter() - begun)
    row["sealed_bytes"] = len(sealed) - 1
    if arguments.mode is Mode.IMAGE:
        row["secret_psnr_db"] = _secret_psnr_db(covers, index, found.sealed, passphrase)
    delivered = Image.open(io.BytesIO(done.file)).convert("RGB")
    row["answers"] = {"file": _verdict(found.answer, found.sealed, sealed, arguments.mode)}
    for attack, apply in _attacks(arguments.mode).items():
        found = extract(_file(apply(delivered)), networks=networks)
        row["answers"][attack] = _verdict(found.answer, found.sealed, sealed, arguments.mode)
    return row


def _text(index: int, sealed_bytes: int) -> str:
    """Random letters, which compress too little to matter, as many as fill the sealed bytes."""
    length = sealed_bytes - SALT_BYTES - TAG_BYTES - DESCRIPTION_BYTES
    letters = np.random.default_rng((SEED, index)).integers(33, 127, length)
    return bytes(letters.astype(np.uint8)).decode()


def _secret(covers: list[tuple[str, Image.Image]], index: int) -> Image.Image:
    return covers[(index + 7) % len(covers)][1]


def _secret_psnr_db(
    covers: list[tuple[str, Image.Image]],
    index: int,
    sealed: bytes | None,
    passphrase: str | None,
) -> float | None:
    """The unsealed picture against the secret as it was given."""
    if sealed is None:
        return None
    opened = unseal(sealed, passphrase)
    if not isinstance(opened, Picture):
        return None
    secret = _secret(covers, index)
    shown = Image.open(io.BytesIO(opened.content)).resize(secret.size)
    error = np.mean((np.asarray(shown, np.float64) - np.asarray(secret, np.float64)) ** 2)
    return float(10 * np.log10(255**2 / error))


def _row(name: str, done: Embedded, *, embed_s: float, extract_s: float) -> dict[str, Any]:
    return {
        "cover": name,
        "psnr_db": round(done.report.psnr_db, 2),
        "ssim": round(done.report.ssim, 4),
        "strength": done.report.strength,
        "attempts": done.report.attempts,
        "embed_s": round(embed_s, 3),
        "extract_s": round(extract_s, 3),
    }


def _verdict(answer: Answer, sealed: bytes | None, wanted: bytes, mode: Mode) -> str:
    if answer is not Answer.PAYLOAD or mode is Mode.IMAGE:
        return answer.value
    return "exact" if sealed == wanted else "wrong"


def _summary(
    rows: list[dict[str, Any]],
    covers: list[tuple[str, Image.Image]],
    arguments: argparse.Namespace,
    networks: SavedModels,
) -> dict[str, Any]:
    done = [row for row in rows if "refused" not in row]
    clean = Counter(
        extract(_file(picture), networks=networks).answer.value for _, picture in covers
    )
    attacks = {
        attack: dict(Counter(row["answers"][attack] for row in done))
        for attack in (done[0]["answers"] if done else ())
    }
    figures = ["psnr_db", "ssim", "strength", "embed_s", "extract_s"]
    if arguments.mode is Mode.IMAGE:
        figures.append("secret_psnr_db")
    return {
        "mode": arguments.mode.value,
        "side": arguments.side or "native",
        "output": arguments.output,
        "channel": arguments.channel,
        "passphrase": arguments.mode is Mode.ROBUST or arguments.passphrase,
        "sealed_bytes": arguments.bytes if arguments.mode is Mode.ROBUST else None,
        "embedded": len(done),
        "refused": [row for row in rows if "refused" in row],
        **{figure: _spread([row[figure] for row in done]) for figure in figures},
        "answers": attacks,
        "answers_on_untouched_covers": dict(clean),
        "machine": {"cpu": platform.machine(), "python": platform.python_version()},
        "covers": rows,
    }


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "mean": round(statistics.fmean(ordered), 4),
        "p5": round(ordered[len(ordered) // 20], 4),
        "worst": round(ordered[0], 4),
        "most": round(ordered[-1], 4),
    }


if __name__ == "__main__":
    main()

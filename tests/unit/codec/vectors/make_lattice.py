"""Write version 3's test vectors of ``robust``: stego files that every later version must open.

    python tests/unit/codec/vectors/make_lattice.py

Run it only for a new version of the format, into a new folder; files that are there never change.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from cloak_codec import File, Mode, Payload, Text, embed, seal
from PIL import Image, ImageFilter

from tests.unit.codec.pictures import as_file, photograph, recompressed, rescaled, saved
from tests.unit.codec.vectors.published import PASSPHRASE, expected

FOLDER: Final = Path(__file__).parent / "v3"
MESSAGES: Final[dict[str, tuple[tuple[int, int], Payload, str | None]]] = {
    "text-open": ((120, 120), Text("abc"), None),
    "text-sealed": ((224, 200), Text("Grüße 👋"), PASSPHRASE),
    "two-dimensions": ((192, 200), File("é.bin", "application/x-a", bytes(range(9))), PASSPHRASE),
    "four-dimensions": ((200, 192), Text("".join(map(chr, range(33, 123)))), None),
}
WAYS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "png": lambda file: file,
    "jpg": lambda file: recompressed(file, 50),
}
HARSH: Final[dict[str, Callable[[Image.Image], bytes]]] = {
    "webp": lambda picture: saved(picture, "WEBP", quality=60),
    "blurred.png": lambda picture: saved(picture.filter(ImageFilter.GaussianBlur(1))),
    "cropped.jpg": lambda picture: saved(
        picture.crop((9, 14, 215, 194)).resize(picture.size), "JPEG", quality=85
    ),
}


def main() -> None:
    """Write the pictures and ``vectors.json``."""
    FOLDER.mkdir(exist_ok=True)
    vectors: dict[str, Any] = {}
    for name, (size, payload, passphrase) in MESSAGES.items():
        cover = as_file(photograph("coffee", *size))
        sealed = seal(payload, mode=Mode.ROBUST, cover_size=size, passphrase=passphrase)
        file = embed(cover, sealed, mode=Mode.ROBUST).file
        kinds = {suffix: way(file) for suffix, way in WAYS.items()}
        if name == "text-sealed":
            picture = Image.open(io.BytesIO(file))
            kinds["rescaled.png"] = rescaled(file, 0.5)
            kinds |= {suffix: way(picture) for suffix, way in HARSH.items()}
        for suffix, content in kinds.items():
            (FOLDER / f"{name}.{suffix}").write_bytes(content)
            vectors[f"{name}.{suffix}"] = expected(payload, sealed, passphrase)
    large = as_file(photograph("astronaut", 1160, 940))
    sealed = seal(Text("large"), mode=Mode.ROBUST, cover_size=(1160, 940), passphrase=None)
    stego = embed(large, sealed, mode=Mode.ROBUST).file
    small = Image.open(io.BytesIO(stego)).resize((580, 470), Image.Resampling.BICUBIC)
    (FOLDER / "large.halved.jpg").write_bytes(saved(small, "JPEG", quality=75))
    vectors["large.halved.jpg"] = expected(Text("large"), sealed, None)
    (FOLDER / "vectors.json").write_text(json.dumps(vectors, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

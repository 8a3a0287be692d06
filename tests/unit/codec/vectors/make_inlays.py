"""Write version 2.2's test vectors of inlays: stego files that every later version must open.

    python tests/unit/codec/vectors/make_inlays.py

Run it only for a new version of the format, into a new folder; files that are there never change.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from cloak_codec import (
    File,
    Mode,
    Payload,
    Picture,
    Text,
    capacity_of,
    embed,
    placement_key,
    seal,
    unseal,
)
from PIL import Image

from tests.unit.codec.pictures import as_file, photograph
from tests.unit.codec.vectors.published import PASSPHRASE

FOLDER: Final = Path(__file__).parent / "v2.2"
# Size, payload, passphrase, rate: each way that values may move, both heights of columns.
COVERT: Final[dict[str, tuple[tuple[int, int], Payload, str | None, float | None]]] = {
    "covert-open": ((96, 80), Text("abc"), None, None),
    "covert-sealed": ((96, 80), Text("Grüße 👋"), PASSPHRASE, None),
    "covert-empty": ((80, 96), Text(""), PASSPHRASE, None),
    "covert-file": ((61, 43), File("é.bin", "application/x-a", bytes(range(99))), PASSPHRASE, 0.2),
    "covert-flat": ((40, 33), Text("and so on, " * 9), None, 1.0),
    "covert-wide": ((330, 300), File("", "", bytes(5)), PASSPHRASE, None),
}


def main() -> None:
    """Write the pictures and what they hold into ``vectors.json``."""
    FOLDER.mkdir(exist_ok=True)
    index = FOLDER / "vectors.json"
    vectors: dict[str, Any] = json.loads(index.read_text()) if index.exists() else {}
    for name, (size, payload, passphrase, rate) in COVERT.items():
        sealed = seal(payload, mode=Mode.COVERT, cover_size=size, passphrase=passphrase, rate=rate)
        key = None if passphrase is None else placement_key(passphrase)
        cover = as_file(photograph("coffee", *size))
        done = embed(cover, sealed, mode=Mode.COVERT, placement=key, rate=rate)
        (FOLDER / f"{name}.png").write_bytes(done.file)
        vectors[f"{name}.png"] = {"passphrase": passphrase, **_covert(payload, sealed)}
    tiny = np.repeat(photograph("chelsea", 28, 28)[..., :1], 3, axis=2)
    text = Text("eighty bytes, or nearly so, in a picture of a stamp's size")
    sealed = seal(text, mode=Mode.COVERT, cover_size=(28, 28), passphrase=PASSPHRASE, rate=1.58)
    done = embed(
        as_file(tiny),
        sealed,
        mode=Mode.COVERT,
        placement=placement_key(PASSPHRASE),
        rate=1.58,
    )
    (FOLDER / "covert-tiny.png").write_bytes(done.file)
    vectors["covert-tiny.png"] = {"passphrase": PASSPHRASE, **_covert(text, sealed)}
    for name, passphrase in (("coded-open", None), ("coded-sealed", PASSPHRASE)):
        secret = Picture("", "image/png", as_file(photograph("chelsea", 60, 40)))
        cover = as_file(photograph("coffee", 72, 64))
        sealed = seal(
            secret,
            mode=Mode.IMAGE,
            cover_size=(72, 64),
            passphrase=passphrase,
            channel="lossless",
            room=capacity_of(cover, Mode.IMAGE, channel="lossless"),
        )
        done = embed(cover, sealed, mode=Mode.IMAGE, channel="lossless")
        (FOLDER / f"{name}.png").write_bytes(done.file)
        opened = unseal(sealed, passphrase)
        (FOLDER / f"{name}.secret.png").write_bytes(_small(getattr(opened, "content", b"")))
        vectors[f"{name}.png"] = {
            "mode": "image",
            "passphrase": passphrase,
            "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            "shows": f"{name}.secret.png",
        }
    index.write_text(json.dumps(vectors, indent=2, ensure_ascii=False) + "\n")


def _small(content: bytes) -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(content)).save(file, "PNG", optimize=True)
    return file.getvalue()


def _covert(payload: Payload, sealed: bytes) -> dict[str, Any]:
    about: dict[str, Any] = {"mode": "covert", "sealed_hex": sealed.hex()}
    if isinstance(payload, Text):
        return about | {"text": payload.text}
    labels = {"name": payload.name, "media_type": payload.media_type}
    return about | labels | {"content_hex": payload.content.hex()}


if __name__ == "__main__":
    main()

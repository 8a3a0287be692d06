"""Write the test vectors of bytes sealed for people, which every reader opens in every language.

    python tests/unit/codec/vectors/make_people.py

Run it only for a new version of the format; vectors that are there never change. Those beside them
in ``browser.json`` were written by ``sealFor`` of ``web/src/lib/sealing``, for the same keys.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any, Final

from cloak_codec import File, Mode, Payload, Picture, Text, seal_for, unseal_with
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PIL import Image

from tests.unit.codec.pictures import as_file, photograph

INDEX: Final = Path(__file__).parent / "people" / "python.json"
COVER: Final = (448, 448)
PRIVATE: Final = [hashlib.sha256(f"image-cloak vector {n}".encode()).digest() for n in range(4)]
PUBLIC: Final = [
    X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw() for key in PRIVATE
]
CASES: Final[dict[str, tuple[Payload, Mode, int]]] = {
    "text-for-one": (Text("meet at nine"), Mode.ROBUST, 1),
    "text-for-three": (Text("Grüße 👋"), Mode.ROBUST, 3),
    "empty-for-one": (Text(""), Mode.ROBUST, 1),
    "compressed-for-two": (Text("and so on, " * 30), Mode.COVERT, 2),
    "file-for-one": (File("é.bin", "application/x-a", bytes(range(256))), Mode.COVERT, 1),
    "picture-for-two": (
        Picture("", "image/png", as_file(photograph("chelsea", 48, 32))),
        Mode.IMAGE,
        2,
    ),
}


def main() -> None:
    """Write what was sealed, for whom, and what it holds."""
    vectors = {name: _vector(*case) for name, case in CASES.items()}
    INDEX.write_text(json.dumps(vectors, indent=2, ensure_ascii=False) + "\n")


def _vector(payload: Payload, mode: Mode, people: int) -> dict[str, Any]:
    sealed = seal_for(payload, PUBLIC[:people], mode=mode, cover_size=COVER, channel="lossless")
    about: dict[str, Any] = {
        "private_keys": [key.hex() for key in PRIVATE[:people]],
        "public_keys": [key.hex() for key in PUBLIC[:people]],
        "stranger": PRIVATE[3].hex(),
        "sealed": sealed.hex(),
    }
    opened = unseal_with(sealed, PRIVATE[0])
    if isinstance(opened, Text):
        return about | {"kind": "text", "text": opened.text}
    if isinstance(opened, File):
        labels = {"kind": "file", "name": opened.name, "media_type": opened.media_type}
        return about | labels | {"content": opened.content.hex()}
    with Image.open(io.BytesIO(opened.content)) as picture:
        return about | {"kind": "picture", "width": picture.width, "height": picture.height}


if __name__ == "__main__":
    main()

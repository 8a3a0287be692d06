"""Write version 4's test vectors: pictures hidden through recompression, for every later version.

    python tests/unit/codec/vectors/make_recompressed.py

Run it only for a new version of the format, into a new folder; files that are there never change.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from cloak_codec import Mode, Picture, embed, seal, unseal

from tests.unit.codec.pictures import as_file, photograph, recompressed
from tests.unit.codec.vectors.published import PASSPHRASE

FOLDER: Final = Path(__file__).parent / "v4"
# Name: cover's size, channel, passphrase, JPEG's quality of the copies.
PICTURES: Final[dict[str, tuple[tuple[int, int], str, str | None, tuple[int, ...]]]] = {
    "open": ((100, 71), "jpeg:80", None, (80, 90)),
    "sealed": ((224, 168), "jpeg:80", PASSPHRASE, (80, 85, 95)),
    "harsh": ((160, 160), "jpeg:50", PASSPHRASE, (50, 75)),
    "chat": ((320, 240), "chat", PASSPHRASE, (50,)),
}


def main() -> None:
    """Write the pictures and ``vectors.json``."""
    FOLDER.mkdir(exist_ok=True)
    vectors: dict[str, Any] = {}
    for name, (size, channel, passphrase, qualities) in PICTURES.items():
        secret = Picture("", "image/png", as_file(photograph("chelsea", 120, 80)))
        sealed = seal(
            secret, mode=Mode.IMAGE, cover_size=size, passphrase=passphrase, channel=channel
        )
        cover = as_file(photograph("coffee", *size))
        file = embed(cover, sealed, mode=Mode.IMAGE, channel=channel).file
        opened = unseal(sealed, passphrase)
        if not isinstance(opened, Picture):
            raise TypeError(name)
        (FOLDER / f"{name}.secret.png").write_bytes(opened.content)
        copies = {f"{name}.{quality}.jpg": recompressed(file, quality) for quality in qualities}
        for path, content in {f"{name}.png": file, **copies}.items():
            (FOLDER / path).write_bytes(content)
            vectors[path] = {
                "mode": "image",
                "passphrase": passphrase,
                "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
                "shows": f"{name}.secret.png",
            }
    (FOLDER / "vectors.json").write_text(json.dumps(vectors, indent=2) + "\n")


if __name__ == "__main__":
    main()

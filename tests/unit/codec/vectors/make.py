"""Write the format's test vectors: small stego files that every later version must open.

    python tests/unit/codec/vectors/make.py

Run it only for a new version of the format, into a new folder; the files of ``v1`` never change.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from cloak_codec import (
    File,
    Mode,
    Payload,
    Picture,
    Text,
    embed,
    extract,
    seal,
    unseal,
)
from cloak_codec.saved_models import SavedModels

from tests.unit.codec.pictures import as_file, photograph, recompressed, rescaled

ROOT: Final = Path(__file__).parents[4]
FOLDER: Final = Path(__file__).parent / "v1"
PASSPHRASE: Final = "correct horse battery staple"  # published with the vectors

ROBUST: Final[dict[str, tuple[tuple[int, int], Payload, str | None]]] = {
    "text-open": ((176, 176), Text("abc"), None),
    "text-sealed": ((200, 200), Text("Grüße 👋"), PASSPHRASE),
    "empty-sealed": ((192, 200), Text(""), PASSPHRASE),
    "file-sealed": ((264, 210), File("é.bin", "application/x-a", bytes(range(9))), PASSPHRASE),
    "compressed-open": ((224, 224), Text("again and again and " * 12), None),
}


def main() -> None:
    """Write the pictures and ``vectors.json``."""
    networks = SavedModels(ROOT / "model_repository")
    FOLDER.mkdir(exist_ok=True)
    vectors: dict[str, Any] = {}
    for name, (size, payload, passphrase) in ROBUST.items():
        cover = as_file(photograph("coffee", *size))
        sealed = seal(payload, mode=Mode.ROBUST, cover_size=size, passphrase=passphrase)
        file = embed(cover, sealed, mode=Mode.ROBUST, networks=networks).file
        kinds = {"png": file, "jpg": recompressed(file, 50)}
        if name == "text-sealed":
            kinds["rescaled.png"] = rescaled(file, 0.75)
        for suffix, content in kinds.items():
            (FOLDER / f"{name}.{suffix}").write_bytes(content)
            vectors[f"{name}.{suffix}"] = _expected(payload, sealed, passphrase)
    for name, passphrase in (("picture-open", None), ("picture-sealed", PASSPHRASE)):
        secret = as_file(photograph("chelsea", 96, 64))
        payload = Picture("", "image/png", secret)
        sealed = seal(payload, mode=Mode.IMAGE, cover_size=(112, 96), passphrase=passphrase)
        cover = as_file(photograph("coffee", 112, 96))
        file = embed(cover, sealed, mode=Mode.IMAGE, networks=networks).file
        (FOLDER / f"{name}.png").write_bytes(file)
        found = extract(file, networks=networks).sealed or b""
        opened = unseal(found, passphrase)
        (FOLDER / f"{name}.secret.png").write_bytes(getattr(opened, "content", b""))
        vectors[f"{name}.png"] = {
            "mode": "image",
            "passphrase": passphrase,
            "header_hex": found[:18].hex(),
            "shows": f"{name}.secret.png",
        }
    (FOLDER / "vectors.json").write_text(json.dumps(vectors, indent=2, ensure_ascii=False) + "\n")


def _expected(payload: Payload, sealed: bytes, passphrase: str | None) -> dict[str, Any]:
    if isinstance(payload, Text):
        shown: dict[str, Any] = {"text": payload.text}
    else:
        shown = {
            "name": payload.name,
            "media_type": payload.media_type,
            "content_hex": payload.content.hex(),
        }
    return {
        "mode": "robust",
        "passphrase": passphrase,
        "sealed_hex": sealed.hex(),
        **shown,
    }


if __name__ == "__main__":
    main()

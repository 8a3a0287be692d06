"""Files that earlier versions wrote open for ever: bit for bit, or as close as revealing gets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cloak_codec import Answer, File, Picture, Text, extract, placement_key, unseal
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels

from tests.unit.codec.pictures import pixels_of

FOLDERS = sorted((Path(__file__).parent / "vectors").glob("v*"))
VECTORS = [
    pytest.param(folder / name, expected, id=f"{folder.name}-{name}")
    for folder in FOLDERS
    for name, expected in json.loads((folder / "vectors.json").read_text()).items()
]


@pytest.mark.parametrize(("path", "expected"), VECTORS)
def test_a_vector_opens(networks: SavedModels, path: Path, expected: dict[str, Any]) -> None:
    passphrase = expected["passphrase"]
    covert = expected["mode"] == "covert" and passphrase is not None
    key = placement_key(passphrase) if covert else None
    found = extract(path.read_bytes(), networks=networks, placement=key)
    assert found.answer is Answer.PAYLOAD
    assert found.sealed is not None
    assert found.mode == expected["mode"]
    opened = unseal(found.sealed, passphrase)
    if expected["mode"] == "image":
        if "header_hex" in expected:
            assert found.sealed.startswith(bytes.fromhex(expected["header_hex"]))
        else:
            assert hashlib.sha256(found.sealed).hexdigest() == expected["sealed_sha256"]
        assert isinstance(opened, Picture)
        shown = pixels_of((path.parent / expected["shows"]).read_bytes())
        assert psnr_db(shown, pixels_of(opened.content)) > 40
        return
    assert found.sealed.hex() == expected["sealed_hex"]
    if "text" in expected:
        assert opened == Text(expected["text"])
    else:
        content = bytes.fromhex(expected["content_hex"])
        assert opened == File(expected["name"], expected["media_type"], content)


def test_the_vectors_of_every_version_are_there() -> None:
    names = [str(vector.id) for vector in VECTORS]
    assert sum(name.startswith("v1-") for name in names) >= 13
    assert sum(name.startswith("v2-co") for name in names) >= 9
    assert sum(name.startswith("v2.1-co") for name in names) >= 9
    assert sum(name.startswith("v2.2-co") for name in names) >= 9
    assert sum(name.startswith("v3-") for name in names) >= 13
    assert sum(name.startswith("v4-") for name in names) >= 12

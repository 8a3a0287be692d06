"""Bytes that were sealed for people, here and in a browser, open for ever."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from cloak_codec import File, Picture, Text, WrongKey, unseal_with
from PIL import Image

FOLDER = Path(__file__).parent / "vectors" / "people"
VECTORS = [
    pytest.param(vector, id=f"{path.stem}-{name}")
    for path in sorted(FOLDER.glob("*.json"))
    for name, vector in json.loads(path.read_text()).items()
]


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_opens_for_each_of_its_people(vector: dict[str, Any]) -> None:
    sealed = bytes.fromhex(vector["sealed"])
    for key in vector["private_keys"]:
        opened = unseal_with(sealed, bytes.fromhex(key))
        match vector["kind"]:
            case "text":
                assert opened == Text(vector["text"])
            case "file":
                content = bytes.fromhex(vector["content"])
                assert opened == File(vector["name"], vector["media_type"], content)
            case _:
                assert isinstance(opened, Picture)
                with Image.open(io.BytesIO(opened.content)) as picture:
                    assert picture.size == (vector["width"], vector["height"])


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_opens_for_nobody_else(vector: dict[str, Any]) -> None:
    with pytest.raises(WrongKey):
        unseal_with(bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["stranger"]))


@pytest.mark.parametrize("maker", ["browser", "python"])
def test_the_vectors_of_every_writer_are_there(maker: str) -> None:
    assert sum(str(vector.id).startswith(maker) for vector in VECTORS) >= 4

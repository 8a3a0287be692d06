"""A second reader of inlays, written from docs/format.md alone, reads the vectors."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from PIL import Image

FOLDERS = [Path(__file__).parent / "vectors" / version for version in ("v2", "v2.1", "v2.2")]
DOCUMENT = Path(__file__).parents[3] / "docs" / "format.md"
INLAYS = [
    pytest.param(folder / name, expected, id=f"{folder.name}-{name}")
    for folder in FOLDERS
    for name, expected in json.loads((folder / "vectors.json").read_text()).items()
    if name.startswith("co")
]
ALL_64 = (1 << 64) - 1


def tables() -> dict[int, list[list[int]]]:
    found: dict[int, list[list[int]]] = {}
    rows: list[list[int]] = []
    for line in DOCUMENT.read_text().splitlines():
        if line.startswith("    h = "):
            rows = found[int(line[8:])] = []
        elif found and len(rows) < 24 and line.startswith("    "):
            rows.append([int(column) for column in line.split()])
    return found


TABLES = tables()


def derived(key: bytes, purpose: str, length: int) -> bytes:
    info = f"image-cloak/2/covert/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(key)


def keystream(key: bytes, length: int) -> bytes:
    cipher = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None)
    return cipher.encryptor().update(bytes(length))


def place_key(passphrase: str | None) -> bytes:
    if passphrase is None:
        return hashlib.sha256(b"image-cloak/2/covert/public").digest()
    argon2 = Argon2id(
        salt=b"image-cloak/1/kdf", length=32, iterations=3, lanes=1, memory_cost=64 * 1024
    )
    return derived(argon2.derive(unicodedata.normalize("NFC", passphrase).encode()), "place", 32)


def shuffled(count: int, key: bytes) -> list[int]:
    stream, order = keystream(key, 8 * count), list(range(count))
    for i in range(count):
        j = i + int.from_bytes(stream[8 * i : 8 * i + 8], "little") % (count - i)
        order[i], order[j] = order[j], order[i]
    return order


def hashed(height: int, width: int, index: int) -> int:
    z = (height << 48 | width << 32 | index) + 0x9E3779B97F4A7C15 & ALL_64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & ALL_64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & ALL_64
    z ^= z >> 31
    return (z >> 16 & (1 << height) - 1) | 1 << (height - 1) | 1


def syndrome(x: list[int], m: int, height: int) -> list[int]:
    n = len(x)
    r = 4 * height if n - m > 8 * height else 0
    register, message = 0, []
    for j in range(r):
        register ^= x[j] * hashed(height, 99, j)
    for i in range(m):
        first, last = r + i * (n - r) // m, r + (i + 1) * (n - r) // m
        width = last - first
        for c in range(width):
            if x[first + c]:
                table = TABLES[height]
                register ^= table[width - 1][c] if width <= 24 else hashed(height, 25, c)
        message.append(register & 1)
        register >>= 1
    return message


def packed(bits: list[int]) -> bytes:
    return int("".join(map(str, bits)), 2).to_bytes(len(bits) // 8, "big")


def added(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=False))


def read(values: list[int], key: bytes, beside: list[list[int]]) -> bytes | None:
    keys = derived(key, "keys", 96)
    order = shuffled(len(values), keys[:32])
    head = max(112, min(2048, len(values) // 8))
    stream = keystream(keys[32:64], 1 << 17)
    header = added(packed(syndrome([values[at] & 1 for at in order[:head]], 80, 10)), stream)
    if hmac.digest(keys[64:], header[:6], "sha256")[:4] != header[6:]:
        return None
    about = int.from_bytes(header[:6], "big")
    kind, length = about >> 44, about >> 24 & 0xFFFFF
    planes, height = (3 if kind & 1 else 2), (12 if kind & 2 else 10)
    m, every = 8 * length + 24, [values, *beside] if kind & 8 else [values]
    body = [value[at] for at in order[head:] for value in every]
    shares = [m * (about >> 12 & 0xFFF) // 4096, m * (about & 0xFFF) // 4096][: planes - 1]
    least = 8 if kind & 4 else 1
    segments, message = max(least, (len(body) + 32768) // 65536), []
    for plane, bits in zip(range(planes - 1, -1, -1), [*shares, m - sum(shares)], strict=True):
        for k in range(segments):
            part = body[k * len(body) // segments : (k + 1) * len(body) // segments]
            count = (k + 1) * bits // segments - k * bits // segments
            message += syndrome([value >> plane & 1 for value in part], count, height)
    return added(packed(message), stream[10:])[:length]


@pytest.mark.parametrize(("path", "expected"), INLAYS)
def test_a_reader_made_from_the_document_reads_it(path: Path, expected: dict[str, Any]) -> None:
    pixels = Image.open(path).convert("RGB").tobytes()
    coded = expected["mode"] == "image"
    key = place_key(None if coded else expected["passphrase"])
    red, green, blue = (list(pixels[c::3]) for c in range(3))
    beside = [
        [(c - g + 128) % 256 for c, g in zip(channel, green, strict=True)]
        for channel in (red, blue)
    ]
    readings = (read(values, key, beside) for values in (green, list(pixels)))
    sealed = next(reading for reading in readings if reading is not None)
    assert hashlib.sha256(sealed).hexdigest() == expected.get(
        "sealed_sha256", hashlib.sha256(bytes.fromhex(expected.get("sealed_hex", ""))).hexdigest()
    )

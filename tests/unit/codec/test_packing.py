"""Payloads come back exactly, whatever their kind; hostile bytes are refused in words."""

from __future__ import annotations

import zlib

import brotli
import numpy as np
import pytest
from cloak_codec.compression import BROTLI, DEFLATE, Compression
from cloak_codec.errors import DamagedPayload, NeedsNewerVersion, UnsupportedPayload
from cloak_codec.limits import Limits
from cloak_codec.packing import pack, pad, unpack
from cloak_codec.payloads import File, Payload, Picture, Text

PAYLOADS: list[Payload] = [
    Text(""),
    Text("plain"),
    Text("Grüße, 你好, שלום, 👩‍👩‍👧‍👦 \x00 end"),
    Text("so long " * 500),
    File("", "", b""),
    File("名前.bin", "application/octet-stream", bytes(range(256))),
    Picture("p.png", "image/png", b"\x89PNG"),
    Picture("", "image/webp", b"\x80\x00\x00"),
]


DEFLATED = zlib.compress(b"cut off here, in the middle", wbits=-15)
either = pytest.mark.parametrize("compression", [BROTLI, DEFLATE], ids=["brotli", "deflate"])


@either
@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
@pytest.mark.parametrize("slack", [0, 1, 2, 100])
def test_payloads_come_back(payload: Payload, slack: int, compression: Compression) -> None:
    packed = pack(payload, compression)
    padded = pad(packed, len(packed) + slack)
    assert len(padded) == len(packed) + slack
    assert unpack(padded, compression) == payload


@either
def test_what_repeats_becomes_short(compression: Compression) -> None:
    assert len(pack(Text("so long " * 500), compression)) < 50


def test_bytes_of_every_length_come_back() -> None:
    rng = np.random.default_rng(0)
    for length in range(300):
        payload = File("n", "t", rng.bytes(length))
        packed = pack(payload)
        assert unpack(pad(packed, len(packed) + int(rng.integers(0, 9)))) == payload


def test_incompressible_bytes_cost_one_byte() -> None:
    text = "".join(map(chr, np.random.default_rng(0).permutation(np.arange(33, 127))))
    assert len(pack(Text(text))) == 1 + len(text)


@either
def test_a_compression_bomb_is_refused(compression: Compression) -> None:
    bomb = bytes([0b0100]) + compression.compressed(bytes(1 << 20), is_text=False)
    with pytest.raises(DamagedPayload):
        unpack(bomb, compression, Limits(most_payload_bytes=1 << 16))


@pytest.mark.parametrize("broken", [b"not deflate", b"", b"\x03", DEFLATED[:-1], DEFLATED + b"x"])
def test_broken_deflate_is_damaged(broken: bytes) -> None:
    with pytest.raises(DamagedPayload):
        assert unpack(b"\x04" + broken, DEFLATE) == Text("a")


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x04not brotli",
        b"\x08no end of padding",
        b"\x08" + bytes(9),
        b"\x00\xff\xfe",
        b"\x01\x05ab",
        b"\x01",
        b"\x01\xff\xff\xff\xff\xff\x01",
        b"\x01\x80\x02" + b"n" * 256 + b"\x00",
        b"\x04" + brotli.compress(b"cut off here, in the middle")[:-3],
    ],
)
def test_broken_bytes_are_damaged(broken: bytes) -> None:
    with pytest.raises(DamagedPayload):
        unpack(broken)


@pytest.mark.parametrize("first", [0x03, 0x10, 0x80])
def test_reserved_bits_need_a_newer_version(first: int) -> None:
    with pytest.raises(NeedsNewerVersion):
        unpack(bytes([first]) + b"abc")


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(UnsupportedPayload):
        pack(Text("\ud800"))


def test_a_long_name_is_refused() -> None:
    with pytest.raises(UnsupportedPayload):
        pack(File("n" * 256, "", b""))


def test_a_payload_does_not_show_in_its_repr() -> None:
    assert "hidden" not in repr([Text("hidden"), File("n", "t", b"hidden")])

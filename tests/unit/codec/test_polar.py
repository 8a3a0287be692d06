"""Polar codes: any length and rate comes back, also through noise, and noise is no message."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from cloak_codec.polar import polar_code
from numpy.typing import NDArray

SHAPES = [(1, 32), (8, 64), (100, 150), (392, 735), (300, 735), (392, 4000), (2048, 3800)]


def soft(bits: NDArray[np.uint8], sigma: float, rng: np.random.Generator) -> NDArray[np.float32]:
    return (bits * 2.0 - 1.0 + rng.normal(0, sigma, len(bits))).astype(np.float32)


def is_same(found: NDArray[np.uint8] | None, data: NDArray[np.uint8]) -> bool:
    return found is not None and np.array_equal(found, data)


def test_every_shape_comes_back_without_noise() -> None:
    rng = np.random.default_rng(0)
    for _ in range(150):
        length = int(rng.integers(40, 3000))
        data_bits = int(rng.integers(1, min(length, 2000) - 24))
        data = rng.integers(0, 2, data_bits, dtype=np.uint8)
        code = polar_code(data_bits, length)
        heard = soft(code.encode(data), 0.0, rng)
        assert is_same(code.decode(heard, paths=2), data), (data_bits, length)


def test_repetition_makes_a_long_word_stronger() -> None:
    rng = np.random.default_rng(1)
    code = polar_code(392, 30_000)
    data = rng.integers(0, 2, 392, dtype=np.uint8)
    heard = soft(code.encode(data), 5.0, rng)
    assert is_same(code.decode(heard, paths=8), data)


def test_noise_near_capacity_is_corrected() -> None:
    rng = np.random.default_rng(2)
    code = polar_code(392, 735)
    right = 0
    for _ in range(100):
        data = rng.integers(0, 2, 392, dtype=np.uint8)
        found = code.decode(soft(code.encode(data), 0.7, rng), paths=32)
        right += is_same(found, data)
    assert right >= 99


def test_scaling_all_soft_values_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    code = polar_code(200, 500)
    data = rng.integers(0, 2, 200, dtype=np.uint8)
    heard = soft(code.encode(data), 0.8, rng)
    for factor in (1e-3, 1.0, 1e3):
        assert is_same(code.decode(heard * np.float32(factor), paths=8), data)


def test_noise_alone_is_no_message() -> None:
    rng = np.random.default_rng(4)
    code = polar_code(256, 700)
    for _ in range(200):
        assert code.decode(rng.normal(0, 1, 700).astype(np.float32), paths=8) is None


def test_silence_decodes_without_failing() -> None:
    # Every path costs nothing here; whatever comes out, it must not be an error.
    polar_code(64, 200).decode(np.zeros(200, np.float32), paths=8)


@pytest.mark.parametrize(("data_bits", "length"), [(100, 100), (9000, 20_000)])
def test_what_cannot_fit_is_refused(data_bits: int, length: int) -> None:
    with pytest.raises(ValueError, match="bits"):
        polar_code(data_bits, length)


def test_the_format_freezes_the_same_bits_for_ever() -> None:
    """Change this digest only together with the format's version."""
    digest = hashlib.sha256()
    for data_bits, length in SHAPES:
        code = polar_code(data_bits, length)
        data = (np.arange(data_bits) * 7 % 5 % 2).astype(np.uint8)
        digest.update(code.encode(data).tobytes())
    assert digest.hexdigest() == "f6d72e2459b5ec0504bb80b4724e341f01ab7eda7c64cd1a1c961848109a0737"

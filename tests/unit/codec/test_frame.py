"""Frames of every size come back from their code bits; nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec.frame import (
    BODY_BYTES,
    HEAD_BYTES,
    PATIENT_PATHS,
    QUICK_PATHS,
    decode_frame,
    encode_frame,
    input_bits,
)

CODE_BITS = [735, 1500, 4096, 20_000]


@pytest.mark.parametrize("code_bits", CODE_BITS)
def test_every_size_that_fits_comes_back(code_bits: int) -> None:
    rng = np.random.default_rng(code_bits)
    for size in (HEAD_BYTES + body for body in BODY_BYTES):
        if input_bits(size) > 0.7 * code_bits:
            break
        content = rng.bytes(size)
        heard = encode_frame(content, code_bits, version=3) * np.float32(2) - np.float32(1)
        frame = decode_frame(heard, size, QUICK_PATHS, version=3)
        assert frame is not None
        assert (frame.content, frame.corrected_share) == (content, 0.0)


def test_corrected_share_is_the_share_of_wrong_code_bits() -> None:
    rng = np.random.default_rng(0)
    content = rng.bytes(65)
    heard = encode_frame(content, 4000, version=3) * np.float32(2) - np.float32(1)
    heard[rng.choice(4000, 200, replace=False)] *= np.float32(-0.5)
    frame = decode_frame(heard, 65, QUICK_PATHS, version=3)
    assert frame is not None
    assert frame.content == content
    assert frame.corrected_share == pytest.approx(0.05)


def test_patience_reads_what_haste_does_not() -> None:
    rng = np.random.default_rng(1)
    content = rng.bytes(57)
    sent = encode_frame(content, 735, version=3) * 2.0 - 1.0
    quick, patient = 0, 0
    for _ in range(60):
        heard = (sent + rng.normal(0, 0.68, 735)).astype(np.float32)
        quick += decode_frame(heard, 57, QUICK_PATHS, version=3) is not None
        patient += decode_frame(heard, 57, PATIENT_PATHS, version=3) is not None
    assert quick < patient


def test_noise_holds_no_frame() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        heard = rng.normal(0, 1, 735).astype(np.float32)
        assert decode_frame(heard, 49, PATIENT_PATHS, version=3) is None


def test_versions_do_not_read_each_other() -> None:
    content = np.random.default_rng(3).bytes(49)
    heard = encode_frame(content, 735, version=1) * np.float32(2) - np.float32(1)
    assert decode_frame(heard, 49, PATIENT_PATHS, version=3) is None

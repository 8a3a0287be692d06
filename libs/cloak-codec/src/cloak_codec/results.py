"""What embedding and extraction give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cloak_codec.modes import Mode

Check = Callable[[str], None]


class Stage(StrEnum):
    """Where a job is; the codec itself goes through decode, predict, encode and verify."""

    FETCH = "fetch"
    DECODE = "decode"
    PREDICT = "predict"
    ENCODE = "encode"
    VERIFY = "verify"
    STORE = "store"


class Answer(StrEnum):
    """What extraction found; a wrong key shows only when the sealed bytes are opened."""

    PAYLOAD = "payload"
    NO_MESSAGE = "no_message"
    DAMAGED = "damaged"
    NEEDS_MODEL = "needs_model"


@dataclass(frozen=True, slots=True)
class Report:
    """How good the delivered file is, measured on that file against the cover."""

    psnr_db: float
    ssim: float
    strength: float
    attempts: int
    model: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """A finished picture whose own bytes were decoded again."""

    file: bytes = field(repr=False)
    media_type: str
    report: Report
    timings: Mapping[str, float]  # seconds by stage


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a picture holds. ``sealed`` opens with ``unseal``."""

    answer: Answer
    sealed: bytes | None = field(default=None, repr=False)
    mode: Mode | None = None
    corrected_share: float | None = None  # of the raw bits that carry the message, 0..1
    needs_model: str | None = None
    timings: Mapping[str, float] = field(default_factory=dict)

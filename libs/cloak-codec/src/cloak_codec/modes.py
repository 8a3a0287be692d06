"""The ways of hiding."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Mode(StrEnum):
    """``robust``: bits that survive recompression and resizing. ``image``: a hidden picture.

    ``covert``: bits that trained detectors hardly find, in files that stay unchanged.
    """

    ROBUST = "robust"
    IMAGE = "image"
    COVERT = "covert"


Output = Literal["png", "jpeg"]
Channel = str  # a name or steps: see cloak_codec.channels

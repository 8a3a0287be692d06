"""The ways of hiding."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal


class Mode(StrEnum):
    """``robust``: bits that survive recompression and resizing. ``image``: a hidden picture.

    ``covert``: bits that trained detectors hardly find, in files that stay unchanged.
    """

    ROBUST = "robust"
    IMAGE = "image"
    COVERT = "covert"


Output = Literal["png", "jpeg"]
Channel = str  # a name or steps: see cloak_codec.channels
# What a mode is for: a picture takes more bits than channels that scale pictures leave room for.
USUAL_CHANNEL: Final[Mapping[Mode, Channel]] = {
    Mode.ROBUST: "chat",
    Mode.IMAGE: "jpeg:80",
    Mode.COVERT: "lossless",
}

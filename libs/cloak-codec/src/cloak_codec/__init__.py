"""The steganography: sealing, frames, error correction, modes, image files, metrics."""

from cloak_codec.errors import (
    AnimatedImage,
    CodecError,
    CoverUnsuitable,
    DamagedPayload,
    ImageRefused,
    ImageTooLarge,
    ImageTooSmall,
    InvalidPassphrase,
    InvalidSealed,
    ModelUnavailable,
    NotAnImage,
    PassphraseRequired,
    PayloadRefused,
    PayloadTooLarge,
    TruncatedImage,
    UnsealFailed,
    UnsupportedImage,
    UnsupportedPayload,
    WrongKey,
)
from cloak_codec.imagefile import ImageInfo, inspect
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.modes import Channel, Mode, Output
from cloak_codec.networks import Networks
from cloak_codec.payloads import File, Payload, Picture, Text
from cloak_codec.results import Answer, Check, Embedded, Extracted, Report, Stage

__all__ = [
    "LIMITS",
    "AnimatedImage",
    "Answer",
    "Channel",
    "Check",
    "CodecError",
    "CoverUnsuitable",
    "DamagedPayload",
    "Embedded",
    "Extracted",
    "File",
    "ImageInfo",
    "ImageRefused",
    "ImageTooLarge",
    "ImageTooSmall",
    "InvalidPassphrase",
    "InvalidSealed",
    "Limits",
    "Mode",
    "ModelUnavailable",
    "Networks",
    "NotAnImage",
    "Output",
    "PassphraseRequired",
    "Payload",
    "PayloadRefused",
    "PayloadTooLarge",
    "Picture",
    "Report",
    "Stage",
    "Text",
    "TruncatedImage",
    "UnsealFailed",
    "UnsupportedImage",
    "UnsupportedPayload",
    "WrongKey",
    "inspect",
]

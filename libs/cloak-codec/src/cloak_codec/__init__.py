"""The steganography: sealing, frames, error correction, modes, image files, metrics."""

from cloak_codec.advice import Advice, advise
from cloak_codec.capacity import Capacity, capacity, capacity_of
from cloak_codec.compiled import bring_compiled
from cloak_codec.embedding import embed
from cloak_codec.errors import (
    AnimatedImage,
    CodecError,
    CoverUnsuitable,
    DamagedPayload,
    ImageRefused,
    ImageTooLarge,
    ImageTooSmall,
    InvalidChannel,
    InvalidPassphrase,
    InvalidRate,
    InvalidRecipient,
    InvalidSealed,
    ModelUnavailable,
    NeedsNewerVersion,
    NotAnImage,
    PassphraseRequired,
    PayloadRefused,
    PayloadTooLarge,
    RecipientKeyRequired,
    TruncatedImage,
    UnsealFailed,
    UnsupportedImage,
    UnsupportedPayload,
    WrongKey,
)
from cloak_codec.extraction import extract
from cloak_codec.imagefile import ImageInfo, inspect, pixels_in
from cloak_codec.likeness import fingerprint
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.modes import Channel, Mode, Output
from cloak_codec.networks import Networks
from cloak_codec.payloads import File, Payload, Picture, Text
from cloak_codec.placement import placement_key
from cloak_codec.private_keys import unwrapped_key, wrapped_key
from cloak_codec.results import Answer, Check, Embedded, Extracted, Report, Stage
from cloak_codec.sealing import seal, seal_for, unseal, unseal_with
from cloak_codec.survival import Survival, survival
from cloak_codec.warmup import warm_up
from cloak_codec.way import Way

__all__ = [
    "LIMITS",
    "Advice",
    "AnimatedImage",
    "Answer",
    "Capacity",
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
    "InvalidChannel",
    "InvalidPassphrase",
    "InvalidRate",
    "InvalidRecipient",
    "InvalidSealed",
    "Limits",
    "Mode",
    "ModelUnavailable",
    "NeedsNewerVersion",
    "Networks",
    "NotAnImage",
    "Output",
    "PassphraseRequired",
    "Payload",
    "PayloadRefused",
    "PayloadTooLarge",
    "Picture",
    "RecipientKeyRequired",
    "Report",
    "Stage",
    "Survival",
    "Text",
    "TruncatedImage",
    "UnsealFailed",
    "UnsupportedImage",
    "UnsupportedPayload",
    "Way",
    "WrongKey",
    "advise",
    "bring_compiled",
    "capacity",
    "capacity_of",
    "embed",
    "extract",
    "fingerprint",
    "inspect",
    "pixels_in",
    "placement_key",
    "seal",
    "seal_for",
    "survival",
    "unseal",
    "unseal_with",
    "unwrapped_key",
    "warm_up",
    "wrapped_key",
]

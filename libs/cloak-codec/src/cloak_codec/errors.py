"""Everything that the codec refuses or cannot do.

CodecError
├── ImageRefused: NotAnImage, UnsupportedImage, AnimatedImage, ImageTooSmall, ImageTooLarge,
│                 TruncatedImage
├── PayloadRefused: PayloadTooLarge, UnsupportedPayload
├── InvalidPassphrase, InvalidRecipient, InvalidSealed, InvalidChannel, InvalidRate
├── CoverUnsuitable
├── ModelUnavailable
└── UnsealFailed: WrongKey, PassphraseRequired, RecipientKeyRequired, DamagedPayload,
                  NeedsNewerVersion

``code`` is stable and made for machines; ``str()`` is one sentence for people that never holds a
payload, a passphrase or a key.
"""

from __future__ import annotations

from typing import ClassVar


class CodecError(Exception):
    """Something that the codec refuses to do, with a stable ``code``."""

    code: ClassVar[str] = "codec_error"


class ImageRefused(CodecError):
    """A picture cannot be used."""

    code = "image_refused"


class NotAnImage(ImageRefused):
    """The bytes are not a picture in a known format."""

    code = "not_an_image"

    def __init__(self) -> None:
        super().__init__("this is not a PNG, JPEG or WebP picture")


class UnsupportedImage(ImageRefused):
    """The picture is of a kind that cannot be used; ``reason`` says which."""

    code = "unsupported_image"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AnimatedImage(ImageRefused):
    """The picture has more than one frame."""

    code = "animated_image"

    def __init__(self) -> None:
        super().__init__("animations are not supported; save one frame as a picture")


class ImageTooSmall(ImageRefused):
    """A side of the picture is below the limit."""

    code = "image_too_small"

    def __init__(self, *, width: int, height: int, least_side: int) -> None:
        super().__init__(
            f"{width}x{height} pixels are too few; each side needs at least {least_side}"
        )
        self.width, self.height, self.least_side = width, height, least_side


class ImageTooLarge(ImageRefused):
    """The picture has more pixels, or the file more bytes, than the limit; no pixel was decoded."""

    code = "image_too_large"

    def __init__(self, *, what: str, limit: int) -> None:
        super().__init__(f"the picture is too large; at most {limit:,} {what} are accepted")
        self.what, self.limit = what, limit


class TruncatedImage(ImageRefused):
    """The file ends or breaks before its last pixel."""

    code = "image_truncated"

    def __init__(self) -> None:
        super().__init__("the picture's file is incomplete or broken")


class PayloadRefused(CodecError):
    """A payload cannot be hidden."""

    code = "payload_refused"


class PayloadTooLarge(PayloadRefused):
    """The cover cannot carry this many bytes, counted after compression."""

    code = "payload_too_large"

    def __init__(self, *, wanted_bytes: int, capacity_bytes: int) -> None:
        super().__init__(f"{wanted_bytes} bytes do not fit; this cover carries {capacity_bytes}")
        self.wanted_bytes, self.capacity_bytes = wanted_bytes, capacity_bytes


class UnsupportedPayload(PayloadRefused):
    """This mode cannot carry this kind of payload; ``reason`` says what it carries."""

    code = "unsupported_payload"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidPassphrase(CodecError):
    """The passphrase is empty or too long."""

    code = "invalid_passphrase"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidRecipient(CodecError):
    """A message cannot be sealed for these people; the reason says why, without their keys."""

    code = "invalid_recipient"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidSealed(CodecError):
    """These bytes were not made by ``seal`` for this mode and cover."""

    code = "invalid_sealed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidChannel(CodecError):
    """There is no such channel; the reason says what there is."""

    code = "invalid_channel"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidRate(CodecError):
    """There is no such rate, in bits for each value of the picture; the reason says which is."""

    code = "invalid_rate"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CoverUnsuitable(CodecError):
    """The finished file would not be readable, whatever strength is allowed."""

    code = "cover_unsuitable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ModelUnavailable(CodecError):
    """The networks cannot be reached now; trying again later may help."""

    code = "model_unavailable"

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"{model} is not available: {reason}")
        self.model, self.reason = model, reason


class UnsealFailed(CodecError):
    """Sealed bytes do not open."""

    code = "unseal_failed"


class WrongKey(UnsealFailed):
    """The bytes are whole but ``what`` was given does not open them."""

    code = "wrong_key"

    def __init__(self, what: str = "the passphrase") -> None:
        super().__init__(f"{what} does not open this message")


class PassphraseRequired(UnsealFailed):
    """The message was sealed with a passphrase and none was given."""

    code = "passphrase_required"

    def __init__(self) -> None:
        super().__init__("this message needs a passphrase")


class RecipientKeyRequired(UnsealFailed):
    """The message was sealed for people, whose keys alone open it."""

    code = "recipient_key_required"

    def __init__(self) -> None:
        super().__init__("this message opens with the key of somebody it was sealed for")


class DamagedPayload(UnsealFailed):
    """The bytes were altered, or are no sealed message at all."""

    code = "damaged_payload"

    def __init__(self) -> None:
        super().__init__("the message is damaged and cannot be opened")


class NeedsNewerVersion(UnsealFailed):
    """The message is whole but was made by a later version of the format."""

    code = "needs_newer_version"

    def __init__(self) -> None:
        super().__init__("this message was made by a newer version")

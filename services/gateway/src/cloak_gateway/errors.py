"""What the gateway refuses, each with a stable code; the codec's refusals become some of these."""

from collections.abc import Iterator
from contextlib import contextmanager

import cloak_codec as codec
from cloak_kit.errors import CloakError, Conflict, InvalidRequest, NotFound, Unavailable


class UnsupportedMediaType(CloakError):
    """The body's Content-Type is none that the route takes."""

    status, code, title = 415, "unsupported_media_type", "The body is of a type not taken here"


class PassphraseTooShort(InvalidRequest):
    """A passphrase that could be guessed."""

    code, title = "passphrase_too_short", "The passphrase is too short"


class PayloadMissing(InvalidRequest):
    """Nothing to hide."""

    code, title = "payload_missing", "Give one of text, file and sealed"


class PayloadAmbiguous(InvalidRequest):
    """More than one thing to hide."""

    code, title = "payload_ambiguous", "Give only one of text, file and sealed"


class PayloadTooLarge(InvalidRequest):
    """The cover cannot carry it; extras say what was wanted and what it carries, in bytes."""

    code, title = "payload_too_large", "The payload does not fit this cover"


class UnsupportedPayload(InvalidRequest):
    """This mode cannot carry this kind of payload."""

    code, title = "unsupported_payload", "This mode cannot carry this kind of payload"


class InvalidChannel(InvalidRequest):
    """No such channel, or none on which this mode works."""

    code, title = "invalid_channel", "There is no such channel for this mode"


class InvalidRate(InvalidRequest):
    """No such rate, or a mode that has none."""

    code, title = "invalid_rate", "There is no such rate for this mode"


class InvalidSealed(InvalidRequest):
    """The sealed bytes were not made for this mode and cover."""

    code, title = "invalid_sealed", "These sealed bytes do not fit this cover and mode"


class NotAnImage(InvalidRequest):
    """No PNG, JPEG or WebP."""

    code, title = "not_an_image", "This is not a picture"


class UnsupportedImage(InvalidRequest):
    """A picture of a kind that cannot be used."""

    code, title = "unsupported_image", "Pictures of this kind cannot be used"


class AnimatedImage(InvalidRequest):
    """More than one frame."""

    code, title = "animated_image", "Animations cannot be used"


class ImageTooSmall(InvalidRequest):
    """A side is too short."""

    code, title = "image_too_small", "The picture is too small"


class ImageTooLarge(InvalidRequest):
    """Too many pixels; none of them was decoded."""

    code, title = "image_too_large", "The picture is too large"


class ImageTruncated(InvalidRequest):
    """The file ends before its last pixel."""

    code, title = "image_truncated", "The picture's file is incomplete"


class WrongKey(InvalidRequest):
    """The passphrase does not open the message."""

    code, title = "wrong_key", "The passphrase does not open this message"


class PassphraseRequired(InvalidRequest):
    """The message was sealed with a passphrase."""

    code, title = "passphrase_required", "This message needs a passphrase"


class RecipientKeyRequired(InvalidRequest):
    """The message was sealed for people; the key of one of them opens it, and never comes here."""

    code, title = "recipient_key_required", "This message opens with a recipient's own key"


class DamagedPayload(InvalidRequest):
    """The sealed bytes were altered."""

    code, title = "damaged_payload", "The message is damaged"


class NeedsNewerVersion(InvalidRequest):
    """The message was made by a later version of the format."""

    code, title = "needs_newer_version", "This message needs a newer version"


class IdempotencyKeyReused(InvalidRequest):
    """The key was used for another request."""

    code, title = "idempotency_key_reused", "This Idempotency-Key belongs to another request"


class IdempotencyKeyInUse(Conflict):
    """The first request with this key has not been answered yet."""

    code, title = "idempotency_key_in_use", "The first request with this key is still running"


class JobNotFound(NotFound):
    """No such job of the caller."""

    code, title = "job_not_found", "There is no such job, or it is not yours"


class JobNotFinished(Conflict):
    """There is no result yet."""

    code, title = "job_not_finished", "The job has not finished yet"


class JobAlreadyFinished(Conflict):
    """Too late to cancel."""

    code, title = "job_already_finished", "The job has already finished"


class JobHasNoResult(CloakError):
    """It failed, was cancelled, found nothing, or the result is no longer kept."""

    status, code, title = 410, "job_has_no_result", "The job has no result"


class JobNotFailed(Conflict):
    """Only what failed or was cancelled can be tried again."""

    code, title = "job_not_failed", "The job has not failed"


class InputsGone(CloakError):
    """The pictures or the sealed payload that the job worked on are no longer kept."""

    status, code, title = 410, "inputs_gone", "What the job was made of is no longer there"


class DeadLetterNotFound(NotFound):
    """No dead letter lies there, or not any more."""

    code, title = "dead_letter_not_found", "There is no such dead letter"


class AlreadyRedriven(Conflict):
    """The dead letter was written to its topic again before."""

    code, title = "already_redriven", "This message was sent again before"


class RangeNotSatisfiable(CloakError):
    """The file has no byte of the range that was asked for."""

    status, code, title = 416, "range_not_satisfiable", "The file has no such range"

    def __init__(self, content_range: str) -> None:
        super().__init__()
        self._content_range = content_range

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9110, 15.5.17: the file's real length."""
        return {"Content-Range": self._content_range}


class Busy(Unavailable):
    """More work waits than will be done in time."""

    code, title = "busy", "Too much work is waiting; try again in a moment"


_OF_CODEC: dict[type[codec.CodecError], type[CloakError]] = {
    codec.NotAnImage: NotAnImage,
    codec.UnsupportedImage: UnsupportedImage,
    codec.AnimatedImage: AnimatedImage,
    codec.ImageTooSmall: ImageTooSmall,
    codec.ImageTooLarge: ImageTooLarge,
    codec.TruncatedImage: ImageTruncated,
    codec.UnsupportedPayload: UnsupportedPayload,
    codec.InvalidPassphrase: InvalidRequest,
    codec.InvalidSealed: InvalidSealed,
    codec.InvalidChannel: InvalidChannel,
    codec.InvalidRate: InvalidRate,
    codec.WrongKey: WrongKey,
    codec.PassphraseRequired: PassphraseRequired,
    codec.RecipientKeyRequired: RecipientKeyRequired,
    codec.DamagedPayload: DamagedPayload,
    codec.NeedsNewerVersion: NeedsNewerVersion,
}


PICTURE_REFUSALS: tuple[type[CloakError], ...] = (
    NotAnImage,
    UnsupportedImage,
    AnimatedImage,
    ImageTooSmall,
    ImageTooLarge,
    ImageTruncated,
)


@contextmanager
def codec_refusals() -> Iterator[None]:
    """Turn what the codec refuses into the gateway's own errors."""
    try:
        yield
    except codec.PayloadTooLarge as refused:
        figures: dict[str, object] = {
            "wanted_bytes": refused.wanted_bytes,
            "capacity_bytes": refused.capacity_bytes,
        }
        raise PayloadTooLarge(str(refused), extras=figures) from refused
    except codec.CodecError as refused:
        known = _OF_CODEC.get(type(refused))
        if known is None:
            raise
        raise known(str(refused)) from refused

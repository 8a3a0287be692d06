"""How a job can end, and what its owner is told about it."""

from cloak_codec import CodecError, ModelUnavailable
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.contracts.cloak.v1.events_pb2 import Failed
from cloak_kit.errors import BlobNotFound, BodyTooLarge

from cloak_stego_worker.serving.client import ModelTooSlow


class JobCancelledByOwner(Exception):
    """Nobody wants the result any more."""


class JobRefused(Exception):
    """The job ends without a result for a reason of its own, with a stable code."""

    code = "job_refused"
    retryable = False


class JobExpired(JobRefused):
    """It waited in the queue for longer than it was wanted."""

    code, retryable = "expired", True

    def __init__(self) -> None:
        super().__init__("the job waited too long and was not started")


class JobTooLate(JobRefused):
    """Its deadline passed while it ran."""

    code, retryable = "deadline_exceeded", True

    def __init__(self) -> None:
        super().__init__("the job took longer than a job may take")


class JobUnsupported(JobRefused):
    """A task or a mode that this worker does not know."""

    code = "unsupported_job"

    def __init__(self, what: str) -> None:
        super().__init__(f"this worker does not know {what}")


class PlacementClosed(JobRefused):
    """The place of its message was told under a key that the workers no longer hold, or not yet."""

    code, retryable = "placement_closed", True

    def __init__(self) -> None:
        super().__init__("the workers' keys have changed; ask again")


EXPECTED = (JobRefused, CodecError, BlobNotFound, BodyTooLarge, StorageUnavailable, TimeoutError)


def failed(error: Exception) -> Failed:
    """Return what the job's owner is told; anything that is not EXPECTED is our defect."""
    match error:
        case JobRefused():
            return Failed(code=error.code, message=str(error), retryable=error.retryable)
        case ModelTooSlow() | TimeoutError():
            return failed(JobTooLate())
        case CodecError():
            retryable = isinstance(error, ModelUnavailable)
            return Failed(code=error.code, message=str(error), retryable=retryable)
        case BlobNotFound():
            return Failed(code="input_missing", message="a picture of this job is gone")
        case BodyTooLarge():
            return Failed(code="input_too_large", message="a picture of this job is too large")
        case StorageUnavailable():
            message = "pictures could not be reached in time"
            return Failed(code=error.code, message=message, retryable=True)
        case _:
            return Failed(code="internal_error", message="the job failed on our side")

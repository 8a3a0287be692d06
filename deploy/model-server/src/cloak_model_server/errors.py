"""What a request can be refused with: TensorFlow Serving's status codes and wording."""

import grpc


class InvalidConfig(ValueError):
    """A configuration file that cannot be served as written."""


class RequestRefused(Exception):
    """A request that is answered with a gRPC status instead of tensors."""

    code = grpc.StatusCode.INTERNAL

    def __init__(self, details: str, code: grpc.StatusCode | None = None) -> None:
        super().__init__(details)
        self.details = details
        if code is not None:
            self.code = code


class ModelNotFound(RequestRefused):
    """No such model, or not in that version."""

    code = grpc.StatusCode.NOT_FOUND


class InvalidRequest(RequestRefused):
    """Inputs, label or fields that the model or the protocol does not know."""

    code = grpc.StatusCode.INVALID_ARGUMENT


class SignatureNotFound(RequestRefused):
    """The model has no signature of that name."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class ModelStarting(RequestRefused):
    """The model is configured and still loading its first version."""

    code = grpc.StatusCode.UNAVAILABLE


class QueueFull(RequestRefused):
    """More batches wait for the model than the configuration allows."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


class DeadlinePassed(RequestRefused):
    """The client's deadline passed before the request reached the model."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED

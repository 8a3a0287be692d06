"""batching.config: how many requests may share one run of a network."""

from dataclasses import dataclass
from pathlib import Path

from google.protobuf import text_format

from cloak_model_server.contracts.model_server.batching_pb2 import BatchingParameters
from cloak_model_server.errors import InvalidConfig


@dataclass(frozen=True, slots=True)
class BatchingConfig:
    """Bounds of a batch and of the queue before it. The defaults run each request alone."""

    max_batch_size: int = 1
    timeout_s: float = 0.0
    max_enqueued_batches: int = 64
    threads: int = 1
    allowed_sizes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if min(self.max_batch_size, self.max_enqueued_batches, self.threads) < 1:
            raise InvalidConfig("batching: sizes, threads and queue length start at 1")
        if self.timeout_s < 0:
            raise InvalidConfig("batching: batch_timeout_micros cannot be negative")
        if self.allowed_sizes and (
            list(self.allowed_sizes) != sorted(set(self.allowed_sizes))
            or self.allowed_sizes[0] < 1
            or self.allowed_sizes[-1] != self.max_batch_size
        ):
            raise InvalidConfig("batching: allowed_batch_sizes must rise up to max_batch_size")

    def padded(self, rows: int) -> int:
        """Return the size that a batch of ``rows`` runs with."""
        return next((size for size in self.allowed_sizes if size >= rows), rows)


def read_batching_config(path: Path) -> BatchingConfig:
    """Return the BatchingParameters of a text-format file; raises InvalidConfig."""
    parameters = BatchingParameters()
    try:
        text_format.Parse(path.read_text(encoding="utf-8"), parameters)
    except FileNotFoundError as error:
        raise InvalidConfig(f"{path} does not exist") from error
    except text_format.ParseError as error:
        raise InvalidConfig(f"{path}: {error}") from error
    default = BatchingConfig()
    given = {field.name for field, _ in parameters.ListFields()}

    def value(name: str, fallback: int) -> int:
        return int(getattr(parameters, name).value) if name in given else fallback

    return BatchingConfig(
        max_batch_size=value("max_batch_size", default.max_batch_size),
        timeout_s=value("batch_timeout_micros", 0) / 1e6,
        max_enqueued_batches=value("max_enqueued_batches", default.max_enqueued_batches),
        threads=value("num_batch_threads", default.threads),
        allowed_sizes=tuple(parameters.allowed_batch_sizes),
    )

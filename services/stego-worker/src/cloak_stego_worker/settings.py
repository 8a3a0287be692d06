"""Settings of the stego-worker, from the environment (``CLOAK_WORKER_*``)."""

from pathlib import Path
from typing import Self

from cloak_codec import LIMITS
from cloak_kit.hpke import PrivateKeys
from cloak_kit.settings import BlobSettings, KafkaSettings, ServiceSettings
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from cloak_stego_worker.serving.settings import ServingSettings

# What may follow a job's deadline: the thread's last words and the awaited JobFinished.
AFTERMATH_S = 5.0


class WorkerSettings(ServiceSettings):
    """How long a job may take, how many are in hand, and whom the worker talks to."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_WORKER_", frozen=True, hide_input_in_errors=True
    )

    keys: SecretStr
    """X25519 private keys, base64 of 32 bytes, separated by commas or spaces; each of them opens.

    To change them, add the new one here, give the gateways its public half, and drop the old one
    when no job is left that was asked for before (``CLOAK_GATEWAY_JOB_EXPIRES_S``).
    """
    port: int = Field(default=8110, ge=0, le=65535)
    group: str = "cloak.stego-worker"
    compiled_folder: Path | None = None
    """Compiled code to begin with, where an image brings it; else the first start compiles."""
    job_deadline_s: float = Field(default=60, gt=0)
    in_flight: int = Field(default=4, ge=1, le=64)
    """Jobs in hand at once; each has a thread, which mostly waits for the models."""
    most_pixels_in_hand: int = Field(default=2 * LIMITS.most_pixels, gt=0)
    """Pixels of all pictures in the codec at once, 25 bytes of memory each; other jobs wait."""
    progress_interval_s: float = Field(default=0.25, gt=0)
    cancel_memory_s: float = Field(default=3600, gt=0)
    """How long a cancellation is remembered: above the time a job may wait in the queue."""
    max_input_bytes: int = Field(default=LIMITS.most_file_bytes, gt=0)
    first_retry_s: float = Field(default=0.1, gt=0)
    longest_retry_s: float = Field(default=2.0, gt=0)

    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    blobs: BlobSettings = Field(
        default_factory=BlobSettings  # type: ignore[arg-type] # its token comes from outside
    )
    serving: ServingSettings = Field(default_factory=ServingSettings)

    @field_validator("keys")
    @classmethod
    def _keys_can_be_read(cls, keys: SecretStr) -> SecretStr:
        PrivateKeys.parse(keys.get_secret_value())
        return keys

    @model_validator(mode="after")
    def _a_rebalance_outlasts_a_job(self) -> Self:
        longest_s = self.job_deadline_s + AFTERMATH_S + self.kafka.request_timeout_s
        for name in ("rebalance_timeout_s", "max_poll_interval_s"):
            if getattr(self.kafka, name) <= longest_s:
                raise ValueError(
                    f"kafka.{name} must exceed job_deadline_s, the broker's request timeout and "
                    f"{AFTERMATH_S} s together ({longest_s} s)"
                )
        return self

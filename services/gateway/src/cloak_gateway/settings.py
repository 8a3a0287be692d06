"""What the gateway is told by its environment."""

from pathlib import Path
from typing import Self

from cloak_kit.hpke import PublicKey
from cloak_kit.settings import (
    BlobSettings,
    KafkaSettings,
    MongoSettings,
    RedisSettings,
    ServiceSettings,
    TokenSettings,
)
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

MIB = 1 << 20


class Rate(BaseModel):
    """A token bucket: `burst` at once, then `per_second` for ever."""

    model_config = ConfigDict(frozen=True)

    burst: int = Field(ge=1)
    per_second: float = Field(gt=0)


class GatewayMongoSettings(MongoSettings):
    """The gateway's own database."""

    database: str = "cloak_gateway"


class GatewaySettings(ServiceSettings):
    """Addresses, limits and deadlines of the public origin.

    A rate is set by parts: `CLOAK_GATEWAY_JOB_RATE__BURST=100`.
    """

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_GATEWAY_",
        env_nested_delimiter="__",
        frozen=True,
        hide_input_in_errors=True,
    )

    port: int = Field(default=8080, ge=0, le=65535)
    auth_url: str = "http://127.0.0.1:8101"
    messaging_url: str = "http://127.0.0.1:8103"
    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    mongo: GatewayMongoSettings = Field(default_factory=GatewayMongoSettings)
    redis: RedisSettings = Field(default_factory=RedisSettings)
    blobs: BlobSettings = Field(default_factory=BlobSettings)  # type: ignore[arg-type]  # from the environment
    tokens: TokenSettings = Field(default_factory=TokenSettings)

    workers_key: str
    """The public half of the workers' X25519 key, base64 of 32 bytes: placements go under it."""
    fingerprint_key: SecretStr = Field(min_length=16)
    """Keys the stored fingerprints of requests; the same for all replicas."""
    consumer_group: str = "cloak.gateway"
    trusted_proxies: str = ""  # none: clients reach the public origin from anywhere
    web_folder: Path | None = None
    """The web app's build; until it holds an index.html, this package's plain page is served."""

    upload_limit_bytes: int = Field(default=50 * MIB, gt=0)
    json_limit_bytes: int = Field(default=8 * MIB, gt=0)
    """Of an embed request: a sealed picture has up to 3 MiB, a third more in base64."""
    sealed_limit_bytes: int = Field(default=16 * MIB, gt=0)
    spool_memory_bytes: int = Field(default=MIB, gt=0)
    bodies_at_once: int = Field(default=32, ge=1)
    """Uploads and submissions under way; the next ones wait unread, so long:"""
    body_wait_s: float = Field(default=40, gt=0)
    body_deadline_s: float = Field(default=300, gt=0)
    pictures_at_once: int = Field(default=2, ge=1)
    """Threads for pictures: up to 160 MB each, and 600 to compare two of 40 megapixels."""
    sealings_at_once: int = Field(default=2, ge=1)
    """Argon2id runs at the same time: 64 MiB each."""
    passphrase_min_characters: int = Field(default=8, ge=1)

    job_expires_s: float = Field(default=900, gt=0)
    job_overdue_s: float = Field(default=300, gt=0)
    """After its expiry a job that was begun has this long to end; longer than a job's deadline."""
    retry_within_s: float = Field(default=24 * 3600, gt=0)
    """A failed job's sealed payload stays so long, so that it can be tried again."""
    job_kept_s: float = Field(default=90 * 24 * 3600, gt=0)
    made_kept_s: float = Field(default=2 * 365 * 24 * 3600, gt=0)
    """By what a made picture is recognised; longer than it is kept itself."""
    verify_deadline_s: float = Field(default=30, gt=0)
    requeue_after_s: float = Field(default=30, gt=0)
    sweep_every_s: float = Field(default=5, gt=0)
    queue_look_every_s: float = Field(default=15, gt=0)
    """How often the broker is asked for every group's lag, for the metrics."""
    idempotency_kept_s: float = Field(default=24 * 3600, gt=0)
    claim_deadline_s: float = Field(default=120, gt=0)
    stream_poll_s: float = Field(default=2, gt=0)
    streams_per_user: int = Field(default=256, ge=1)
    """On each replica."""
    access_token_s: float = Field(default=900, gt=0)
    """Auth's longest access token: so far back it matters who was disabled."""
    stream_lifetime_s: float = Field(default=3600, gt=0)
    upstream_timeout_s: float = Field(default=30, gt=0)
    upstream_silence_s: float = Field(default=60, gt=0)
    """An event stream without even a heartbeat for so long is given up."""

    job_rate: Rate = Rate(burst=300, per_second=5)
    upload_rate: Rate = Rate(burst=300, per_second=5)
    verify_rate: Rate = Rate(burst=60, per_second=1)
    open_rate: Rate = Rate(burst=120, per_second=2)
    admin_rate: Rate = Rate(burst=60, per_second=2)
    sign_in_rate: Rate = Rate(burst=120, per_second=1)
    """Of log-ins and registrations from one address."""

    @field_validator("workers_key")
    @classmethod
    def _the_workers_key_can_be_read(cls, key: str) -> str:
        PublicKey.parse(key)
        return key

    @model_validator(mode="after")
    def _what_was_made_is_known_for_as_long_as_its_job(self) -> Self:
        if self.made_kept_s < self.job_kept_s:
            raise ValueError("made_kept_s must not be less than job_kept_s")
        return self

    @model_validator(mode="after")
    def _a_live_request_is_not_requeued(self) -> Self:
        if self.requeue_after_s <= self.kafka.request_timeout_s:
            raise ValueError("requeue_after_s must exceed kafka.request_timeout_s")
        return self

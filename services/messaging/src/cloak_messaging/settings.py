"""Settings of messaging, from the environment (``CLOAK_MESSAGING_*``)."""

from typing import Self

from cloak_kit.settings import (
    BlobSettings,
    KafkaSettings,
    MongoSettings,
    RedisSettings,
    ServiceSettings,
    TokenSettings,
)
from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

_DAY_S = 86_400


class MessagingSettings(ServiceSettings):
    """How long people's news are kept, how streams behave, and whom messaging talks to."""

    model_config = SettingsConfigDict(env_prefix="CLOAK_MESSAGING_", frozen=True)

    port: int = Field(default=8103, ge=0, le=65535)
    group: str = "cloak.messaging"
    in_flight: int = Field(default=8, ge=1, le=64)
    """Records handled at once; every handler bears any order and any repetition."""

    events_kept_s: float = Field(default=7 * _DAY_S, gt=0)
    """How far back a stream can be resumed."""
    notifications_kept_s: float = Field(default=90 * _DAY_S, gt=0)
    """Above the retention of cloak.jobs.finished, else an old record would notify twice."""
    poll_s: float = Field(default=3, gt=0)
    """How late news can be while Redis is away."""
    heartbeat_s: float = Field(default=15, gt=0)
    stream_lifetime_s: float = Field(default=3600, gt=0)
    streams_per_user: int = Field(default=16, ge=1)
    """On each replica."""
    newcomer_patience_s: float = Field(default=2, ge=0)
    """How long a request waits for somebody who registered a moment ago."""
    commit_timeout_s: float = Field(default=10, gt=0)

    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    mongo: MongoSettings = Field(default_factory=MongoSettings)  # type: ignore[arg-type]  # from the environment
    redis: RedisSettings = Field(default_factory=RedisSettings)
    blobs: BlobSettings = Field(default_factory=BlobSettings)  # type: ignore[arg-type]  # from the environment
    tokens: TokenSettings = Field(default_factory=TokenSettings)

    @model_validator(mode="after")
    def _a_rebalance_outlasts_the_patience_with_back_ends(self) -> Self:
        if self.kafka.rebalance_timeout_s <= self.kafka.retry_for_s:
            raise ValueError("kafka.rebalance_timeout_s must exceed kafka.retry_for_s")
        return self

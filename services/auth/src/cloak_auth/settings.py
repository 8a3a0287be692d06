"""What the auth service is told by its environment."""

from typing import Self

from cloak_kit.settings import KafkaSettings, MongoSettings, RedisSettings, ServiceSettings
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MINUTE_S, DAY_S = 60, 24 * 3600


class AuthMongoSettings(MongoSettings):
    """The auth service's own database."""

    database: str = "cloak_auth"


class HashingSettings(BaseSettings):
    """What one argon2id hash costs (RFC 9106's second choice), and how many run at once."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_AUTH_HASHING_", frozen=True, hide_input_in_errors=True
    )

    time_cost: int = Field(default=3, ge=1)
    memory_kib: int = Field(default=64 * 1024, ge=8)
    lanes: int = Field(default=1, ge=1)
    at_once: int = Field(default=2, ge=1)
    """Hashes computed at the same time: memory and threads are bounded by it."""
    wait_s: float = Field(default=10, gt=0)
    """How long a request waits for its turn before it is told to come back."""


class AuthSettings(ServiceSettings):
    """Keys, lifetimes and limits of accounts and tokens."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_AUTH_", frozen=True, hide_input_in_errors=True
    )

    port: int = Field(default=8101, ge=0, le=65535)
    signing_keys: SecretStr
    """Ed25519 private keys: PEM blocks, or base64 of 32-byte seeds, separated by commas or spaces.

    `python -m cloak_auth new-key` makes one, with its time before it (`cloak_kit.dated_keys`). The
    first signs; all are published, so put a new key last, wait until every verifier has seen it
    (its JWKS cache: 5 min), move it to the front, and drop the old one after the longest token.
    """
    issuer: str = "image-cloak-auth"
    audience: str = "image-cloak"
    access_token_s: int = Field(default=15 * MINUTE_S, gt=0)
    session_idle_s: int = Field(default=30 * DAY_S, gt=0)
    """A session that is not refreshed for so long is over."""
    session_s: int = Field(default=90 * DAY_S, gt=0)
    """However often it is refreshed, a session ends after so long."""
    browser_grace_s: float = Field(default=30, ge=0)
    """So long after an exchange a browser's former cookie still gets the same successor."""

    login_attempts: int = Field(default=10, ge=1)
    """Wrong passwords for one account from one address within the window below."""
    login_window_s: int = Field(default=15 * MINUTE_S, gt=0)

    outbox_poll_s: float = Field(default=2, gt=0)
    """How often events that another process wrote, or that failed to go out, are looked for."""
    outbox_lease_s: float = Field(default=60, gt=0)

    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    mongo: AuthMongoSettings = Field(default_factory=AuthMongoSettings)
    redis: RedisSettings = Field(default_factory=RedisSettings)
    hashing: HashingSettings = Field(default_factory=HashingSettings)

    @model_validator(mode="after")
    def _a_lease_outlasts_a_publish(self) -> Self:
        if self.outbox_lease_s <= 2 * self.kafka.request_timeout_s:
            raise ValueError("outbox_lease_s must exceed twice kafka.request_timeout_s")
        return self

    @model_validator(mode="after")
    def _a_session_outlasts_its_idle_time(self) -> Self:
        if not self.access_token_s < self.session_idle_s <= self.session_s:
            raise ValueError("access_token_s < session_idle_s <= session_s must hold")
        return self

"""One frozen settings class per technology, composed by each service's own class.

Every value comes from the environment: `CLOAK_KAFKA_BOOTSTRAP`, `CLOAK_MONGO_URI`, ... and a
service's own `CLOAK_<SERVICE>_<NAME>`. Durations are seconds, sizes are bytes, as their names say.
"""

from typing import Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class KafkaSettings(BaseSettings):
    """How to reach the brokers, and the group timings that belong together."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_KAFKA_", frozen=True, hide_input_in_errors=True
    )

    bootstrap: str = "127.0.0.1:19092"
    username: str = ""
    password: SecretStr = SecretStr("")
    mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-256"
    """How the password is proved; brokers that others run often know the longer one alone."""
    tls: bool = False
    session_timeout_s: float = 25
    rebalance_timeout_s: float = 90
    max_poll_interval_s: float = 120
    request_timeout_s: float = 15
    retry_for_s: float = 60


class MongoSettings(BaseSettings):
    """How to reach the document store; each service has a database of its own."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_MONGO_", frozen=True, hide_input_in_errors=True
    )

    uri: SecretStr = SecretStr("mongodb://127.0.0.1:27117/?directConnection=true")
    database: str
    operation_timeout_s: float = 15
    server_selection_timeout_s: float = 5


class RedisSettings(BaseSettings):
    """How to reach Redis; what it holds may be lost without harm."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_REDIS_", frozen=True, hide_input_in_errors=True
    )

    url: SecretStr = SecretStr("redis://127.0.0.1:16379/0")
    operation_timeout_s: float = 5


class BlobSettings(BaseSettings):
    """How to reach the storage service."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_BLOBS_", frozen=True, hide_input_in_errors=True
    )

    url: str = "http://127.0.0.1:8102"
    token: SecretStr
    timeout_s: float = 20


class TokenSettings(BaseSettings):
    """How access tokens are verified."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_TOKENS_", frozen=True, hide_input_in_errors=True
    )

    jwks_url: str = "http://127.0.0.1:8101/.well-known/jwks.json"
    issuer: str = "image-cloak-auth"
    audience: str = "image-cloak"
    jwks_max_age_s: float = 300
    leeway_s: float = 5


class TracingSettings(BaseSettings):
    """OpenTelemetry's own variables, as far as they say whether to trace; its SDK reads the rest.

    The endpoint turns tracing on. https://opentelemetry.io/docs/specs/otel/configuration/
    """

    model_config = SettingsConfigDict(
        env_prefix="OTEL_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    exporter_otlp_endpoint: str = ""
    exporter_otlp_traces_endpoint: str = ""
    exporter_otlp_protocol: Literal["http/protobuf"] = "http/protobuf"
    exporter_otlp_traces_protocol: Literal["http/protobuf"] = "http/protobuf"
    traces_exporter: Literal["otlp", "none"] = "otlp"
    sdk_disabled: bool = False
    service_name: str = ""

    @property
    def is_on(self) -> bool:
        """Whether there is somebody to send spans to."""
        somewhere = self.exporter_otlp_traces_endpoint or self.exporter_otlp_endpoint
        return bool(somewhere) and self.traces_exporter == "otlp" and not self.sdk_disabled


class ServiceSettings(BaseSettings):
    """What every service has; subclass it with `env_prefix="CLOAK_<SERVICE>_"`."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    drain_delay_s: float = Field(default=0, ge=0)
    """Between failing readiness and closing the listener: lets a load balancer look away first."""
    stop_timeout_s: float = Field(default=15, gt=0)
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks, comma-separated, whose X-Forwarded-For is believed."""


S = TypeVar("S", bound=BaseSettings)


def read_settings(kind: type[S]) -> S:
    """Return the settings that the environment says.

    Ends the process with one line for each thing that is missing or wrong, and never a value.
    """
    try:
        return kind()
    except ValidationError as error:
        prefix = _prefixes(kind).get(error.title, "")
        lines = [
            f"  {prefix}{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        ]
        raise SystemExit("\n".join([f"{error.title} cannot be read:", *lines])) from None


def _prefixes(kind: type[BaseSettings]) -> dict[str, str]:
    """Name the prefix of a settings class and of those it is composed of."""
    parts = [field.annotation for field in kind.model_fields.values()]
    settings = [kind, *(p for p in parts if isinstance(p, type) and issubclass(p, BaseSettings))]
    return {found.__name__: str(found.model_config.get("env_prefix", "")) for found in settings}

"""What the storage service is told by its environment."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from cloak_kit.blobs import BlobKind
from cloak_kit.dated_keys import split_dated
from cloak_kit.settings import KafkaSettings, MongoSettings, ServiceSettings
from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

MASTER_KEY_BYTES = 32
DAY_S = 24 * 3600.0


def _several(given: object) -> object:
    return [given] if isinstance(given, str | SecretStr) else given


Token = Annotated[SecretStr, Field(min_length=16)]
Tokens = Annotated[tuple[Token, ...], BeforeValidator(_several), Field(min_length=1)]


class StorageSettings(ServiceSettings):
    """Tokens, keys, limits and retention; without tokens and a master key there is no service.

    `CLOAK_STORAGE_TOKENS={"gateway": "..."}` maps each calling service to its bearer token, or to
    a list of them while it changes. `CLOAK_STORAGE_MASTER_KEYS=["..."]` lists keys of 32 bytes in
    base64, as `python -m cloak_storage new-key` makes them: the first encrypts, all of them
    decrypt. To change it, put a new one last on every replica, then in front on every replica,
    `python -m cloak_storage rewrap`, and drop the old one.
    """

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_STORAGE_", frozen=True, hide_input_in_errors=True
    )

    port: int = Field(default=8102, ge=0, le=65535)
    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    mongo: MongoSettings = Field(default_factory=MongoSettings)  # type: ignore[arg-type]  # from the environment

    tokens: Mapping[str, Tokens] = Field(min_length=1)
    master_keys: tuple[SecretStr, ...] = Field(min_length=1)
    consumer_group: str = "cloak.storage"

    blob_limit_bytes: int = Field(default=160 << 20, gt=0)
    """Above the largest file that a job may make: a PNG of 40 megapixels."""
    uploads_at_once: int = Field(default=8, ge=1)
    """The driver keeps up to 48 MB of each in memory, twice while it sends: leave room for all."""
    upload_wait_s: float = Field(default=10, gt=0)
    upload_deadline_s: float = Field(default=120, gt=0)

    retention_s: Mapping[BlobKind, float] = Field(
        default={"upload": 7 * DAY_S, "sealed": DAY_S, "result": 30 * DAY_S}
    )
    shared_retention_s: float = Field(default=365 * DAY_S, gt=0)
    """What was sent to somebody stays at least so long from then on."""
    spent_grace_s: float = Field(default=600, ge=0)
    """A spent blob stays so long: a job that is delivered twice still finds it."""
    orphan_after_s: float = Field(default=6 * 3600, gt=0)
    sweep_every_s: float = Field(default=60, gt=0)
    sweep_lease_s: float = Field(default=120, gt=0)

    @field_validator("master_keys")
    @classmethod
    def _decodable(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in keys:
            decode_master_key(key)
        return keys

    @property
    def master_key_created_at(self) -> datetime | None:
        """When the key that encrypts was made, if its setting says so."""
        return split_dated(self.master_keys[0].get_secret_value())[0]

    @field_validator("retention_s")
    @classmethod
    def _complete(cls, given: Mapping[BlobKind, float]) -> Mapping[BlobKind, float]:
        if set(given) != {"upload", "sealed", "result"} or min(given.values()) <= 0:
            raise ValueError("name positive seconds for upload, sealed and result")
        return given

    @model_validator(mode="after")
    def _an_upload_under_way_is_no_orphan(self) -> Self:
        if self.orphan_after_s <= self.upload_deadline_s + self.mongo.operation_timeout_s:
            raise ValueError("orphan_after_s must exceed upload_deadline_s and an operation")
        return self


def decode_master_key(key: SecretStr) -> bytes:
    """Return the key's 32 bytes, whose time may stand before it (`cloak_kit.dated_keys`).

    Raises ValueError when it is not 32 bytes in base64.
    """
    text = split_dated(key.get_secret_value())[1].replace("+", "-").replace("/", "_").rstrip("=")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != MASTER_KEY_BYTES:
        raise ValueError("a master key is 32 bytes in base64")
    return raw

"""What the one-shot jobs are told by their environment."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Passwords = Mapping[str, SecretStr]


class KafkaProvisionSettings(BaseSettings):
    """The broker, its administrator (user ``admin``, SCRAM-SHA-256), and each service's password.

    Without the administrator's password the broker is taken for one that lets everyone in: it gets
    the topics, and no users or rights.
    """

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_KAFKA_", frozen=True, hide_input_in_errors=True
    )

    bootstrap: str
    tls: bool = False
    admin_password: SecretStr | None = None
    passwords: Passwords = {}
    topics_file: Path = Path("/srv/topics.yaml")
    ready_s: float = Field(default=120, gt=0)
    """How long the broker may take to answer."""


class MongoProvisionSettings(BaseSettings):
    """The servers, their administrator, the replica set they form, and each service's password."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_MONGO_", frozen=True, hide_input_in_errors=True
    )

    admin_uri: SecretStr
    passwords: Passwords = Field(min_length=1)
    backup_password: SecretStr | None = None
    """Of the user ``backup``, who may read every database and write none; without it nobody is."""
    replica_set: str = "rs0"
    """Made of the members where there is none yet; empty for servers that somebody else set up."""
    members: str = "mongo:27017"
    """Host and port of each member, comma-separated: as the services reach them."""
    ready_s: float = Field(default=120, gt=0)

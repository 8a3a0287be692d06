"""Settings: from the environment, each with its own prefix, and quiet about what they hold."""

import pytest
from cloak_kit.settings import (
    BlobSettings,
    KafkaSettings,
    MongoSettings,
    ServiceSettings,
    read_settings,
)
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict


class TestSettings(ServiceSettings):
    """A service that needs a key and a token."""

    __test__ = False
    model_config = SettingsConfigDict(env_prefix="CLOAK_TEST_")
    port: int = 8199
    key: SecretStr
    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    blobs: BlobSettings = Field(default_factory=BlobSettings)  # type: ignore[arg-type]  # from the environment


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("CLOAK_TEST_KEY", "a-secret-key")
    monkeypatch.setenv("CLOAK_BLOBS_TOKEN", "a-secret-token")
    return monkeypatch


def test_each_part_reads_its_own_prefix(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CLOAK_KAFKA_BOOTSTRAP", "broker:1")
    environment.setenv("CLOAK_TEST_PORT", "8198")
    settings = read_settings(TestSettings)
    assert (settings.kafka.bootstrap, settings.port) == ("broker:1", 8198)
    assert settings.blobs.token.get_secret_value() == "a-secret-token"


def test_secrets_are_not_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CLOAK_KAFKA_PASSWORD", "a-secret-password")
    environment.setenv("CLOAK_MONGO_URI", "mongodb://user:a-secret-word@host")
    shown = repr(read_settings(TestSettings)) + repr(MongoSettings(database="x"))
    assert "a-secret" not in shown


def test_they_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        read_settings(TestSettings).port = 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CLOAK_TEST_KEY", None, "CLOAK_TEST_KEY: Field required"),
        ("CLOAK_TEST_PORT", "a-secret", "CLOAK_TEST_PORT: Input should be a valid integer"),
        ("CLOAK_BLOBS_TOKEN", None, "CLOAK_BLOBS_TOKEN: Field required"),
        ("CLOAK_TEST_STOP_TIMEOUT_S", "0", "CLOAK_TEST_STOP_TIMEOUT_S: Input should be greater"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_shown(
    environment: pytest.MonkeyPatch, name: str, value: str | None, said: str
) -> None:
    if value is None:
        environment.delenv(name)
    else:
        environment.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        read_settings(TestSettings)
    assert said in str(ended.value)
    assert "a-secret" not in str(ended.value)

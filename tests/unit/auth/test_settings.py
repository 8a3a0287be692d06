"""The numbers of the auth service that belong together."""

import pytest
from cloak_auth.settings import AuthSettings
from cloak_kit.settings import KafkaSettings
from pydantic import SecretStr, ValidationError

KEY = SecretStr("a-secret-key")


def test_the_defaults_agree() -> None:
    settings = AuthSettings(signing_keys=KEY)
    assert (settings.port, settings.access_token_s) == (8101, 900)
    assert settings.mongo.database == "cloak_auth"
    assert "a-secret-key" not in repr(settings)


def test_a_lease_must_outlast_what_is_done_under_it() -> None:
    with pytest.raises(ValidationError, match="outbox_lease_s must exceed") as refused:
        AuthSettings(signing_keys=KEY, kafka=KafkaSettings(request_timeout_s=30))
    assert "a-secret-key" not in str(refused.value)


def test_a_session_must_outlast_its_idle_time() -> None:
    with pytest.raises(ValidationError, match="must hold"):
        AuthSettings(signing_keys=KEY, session_idle_s=100, session_s=99, access_token_s=10)

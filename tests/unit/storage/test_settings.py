"""Storage does not start on settings that would lose or expose something."""

import base64
import os

import pytest
from cloak_storage.settings import StorageSettings, decode_master_key
from pydantic import SecretStr, ValidationError

KEY = base64.b64encode(bytes([251, 255] * 16)).decode()
RIGHT = {
    "CLOAK_MONGO_DATABASE": "cloak_storage",
    "CLOAK_STORAGE_TOKENS": '{"gateway": "a-token-of-some-length"}',
    "CLOAK_STORAGE_MASTER_KEYS": f'["{KEY}"]',
}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in os.environ:
        if name.startswith("CLOAK_"):
            monkeypatch.delenv(name)
    for name, value in RIGHT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def settings() -> StorageSettings:
    return StorageSettings()  # type: ignore[call-arg]  # from the environment


def test_tokens_and_keys_come_from_the_environment(environ: pytest.MonkeyPatch) -> None:
    given = settings()
    assert given.port == 8102
    assert set(given.tokens) == {"gateway"}
    assert given.retention_s["sealed"] == 24 * 3600
    assert KEY not in repr(given)
    assert "a-token" not in repr(given)


@pytest.mark.parametrize("name", ["CLOAK_STORAGE_TOKENS", "CLOAK_STORAGE_MASTER_KEYS"])
def test_tokens_and_keys_are_required(environ: pytest.MonkeyPatch, name: str) -> None:
    environ.delenv(name)
    with pytest.raises(ValidationError):
        settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLOAK_STORAGE_TOKENS", "{}"),
        ("CLOAK_STORAGE_TOKENS", '{"gateway": "short-secret"}'),
        ("CLOAK_STORAGE_MASTER_KEYS", "[]"),
        ("CLOAK_STORAGE_MASTER_KEYS", '["c2hvcnQtc2VjcmV0"]'),
        ("CLOAK_STORAGE_MASTER_KEYS", '["short-secret is not base64!"]'),
        ("CLOAK_STORAGE_RETENTION_S", '{"upload": 60}'),
        ("CLOAK_STORAGE_RETENTION_S", '{"upload": 60, "sealed": 0, "result": 60}'),
        ("CLOAK_STORAGE_ORPHAN_AFTER_S", "100"),
    ],
)
def test_a_wrong_value_is_refused_without_showing_it(
    environ: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environ.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        settings()
    assert "secret" not in str(refused.value).lower().replace("secretstr", "")


def test_a_key_may_be_url_safe_and_unpadded() -> None:
    raw = bytes([251, 255] * 16)
    for text in (KEY, base64.urlsafe_b64encode(raw).decode().rstrip("=")):
        assert decode_master_key(SecretStr(text)) == raw

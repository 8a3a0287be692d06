"""Settings that contradict each other are refused before anything starts."""

import pytest
from cloak_stego_worker.__main__ import main
from cloak_stego_worker.settings import WorkerSettings
from pydantic import ValidationError

from tests.plugins import worker_keys


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOAK_BLOBS_TOKEN", "a-secret-token")
    monkeypatch.setenv("CLOAK_WORKER_KEYS", worker_keys.PRIVATE)


def test_the_environment_names_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOAK_WORKER_IN_FLIGHT", "3")
    monkeypatch.setenv("CLOAK_WORKER_SERVING_ADDRESS", "dns:///models:8500")
    monkeypatch.setenv("CLOAK_KAFKA_BOOTSTRAP", "broker:9092")
    settings = WorkerSettings()  # type: ignore[call-arg]  # from the environment
    assert settings.in_flight == 3
    assert settings.serving.address == "dns:///models:8500"
    assert settings.kafka.bootstrap == "broker:9092"


@pytest.mark.parametrize("name", ["REBALANCE_TIMEOUT_S", "MAX_POLL_INTERVAL_S"])
def test_a_rebalance_must_outlast_a_job(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"CLOAK_KAFKA_{name}", "60")
    with pytest.raises(ValidationError, match=name.lower()):
        WorkerSettings()  # type: ignore[call-arg]  # from the environment


def test_a_fault_is_named_without_the_secrets_beside_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLOAK_WORKER_IN_FLIGHT", "0")
    assert main() == 2
    said = capsys.readouterr().err
    assert "in_flight" in said
    assert "a-secret-token" not in said


@pytest.mark.parametrize("keys", ["", "dG9vIHNob3J0", "no base64!"])
def test_a_key_that_cannot_be_read_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], keys: str
) -> None:
    monkeypatch.setenv("CLOAK_WORKER_KEYS", keys)
    assert main() == 2
    said = capsys.readouterr().err
    assert "keys" in said
    assert not keys or keys not in said

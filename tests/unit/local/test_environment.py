"""What each process is told: its own secrets and addresses, and nothing of the others."""

import json
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest
from cloak_kit.hpke import PrivateKeys, PublicKey
from cloak_local.backends import Elsewhere
from cloak_local.places import WEB_FOLDER, Places
from cloak_local.ports import Ports
from cloak_local.services import SERVICES
from cloak_local.system import System

PARTS = (*SERVICES, "stego-worker-1")
SHARED = {"redis"}  # one password: what Redis holds may be lost and is nobody's secret


def system(folder: Path, environ: Mapping[str, str]) -> System:
    return System(Places.under(folder), Ports.free(), environ=environ)


def test_no_service_sees_the_secrets_of_a_backend_or_of_another_service(tmp_path: Path) -> None:
    everything = system(tmp_path, {})
    kept = json.loads(everything.places.secrets.read_text())
    seen = {
        part: {
            name
            for name, secret in kept.items()
            if any(secret in value for value in everything.environment(part).values())
        }
        for part in PARTS
    }
    assert seen["model-server"] == set()
    for part, names in seen.items():
        assert not {name for name in names if name.endswith(("-admin", "-controller"))}, part
    readers = [names for part, names in seen.items() if part != "storage"]
    for mine, yours in permutations(readers, 2):
        assert mine & yours <= SHARED


def test_a_setting_goes_through_to_its_own_service_alone(tmp_path: Path) -> None:
    given = {"CLOAK_GATEWAY_LOG_LEVEL": "debug", "CLOAK_TOKEN": "x", "PATH": "/bin"}
    everything = system(tmp_path, given)
    gateway = everything.environment("gateway")
    assert gateway["CLOAK_GATEWAY_LOG_LEVEL"] == "debug"
    assert gateway["PATH"] == "/bin"
    assert "CLOAK_TOKEN" not in gateway
    assert "CLOAK_GATEWAY_LOG_LEVEL" not in everything.environment("auth")


def test_the_variables_of_tracing_go_through_to_everybody(tmp_path: Path) -> None:
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}
    everything = system(tmp_path, given)
    assert all(everything.environment(part).items() >= given.items() for part in PARTS)


def test_each_worker_listens_on_a_port_of_its_own(tmp_path: Path) -> None:
    everything = system(tmp_path, {})
    ports = {
        everything.environment(f"stego-worker-{number}")["CLOAK_WORKER_PORT"]
        for number in (1, 2, 3)
    }
    assert len(ports) == 3


@pytest.mark.parametrize("password", [None, "given"])
def test_servers_that_run_elsewhere_are_used_and_not_started(
    tmp_path: Path, password: str | None
) -> None:
    given = {
        "CLOAK_KAFKA_BOOTSTRAP": "broker:9092,other:9092",
        "CLOAK_MONGO_URI": "mongodb://ada:pw@documents:27017/?replicaSet=rs0",
        "CLOAK_REDIS_URL": "redis://:pw@cache:6379/0",
    }
    if password is not None:
        given["CLOAK_KAFKA_ADMIN_PASSWORD"] = password
    everything = system(tmp_path, given)
    assert [everything.unit(name).part.health for name in ("kafka", "mongo", "redis")] == [
        "tcp://broker:9092",
        "mongo://documents:27017",
        "redis://cache:6379",
    ]
    assert not any(everything.unit(name).part.ports for name in ("kafka", "mongo", "redis"))
    gateway = everything.environment("gateway")
    assert gateway["CLOAK_KAFKA_BOOTSTRAP"] == given["CLOAK_KAFKA_BOOTSTRAP"]
    assert gateway["CLOAK_MONGO_DATABASE"] == "cloak_gateway"
    assert gateway["CLOAK_REDIS_URL"] == given["CLOAK_REDIS_URL"]
    assert ("CLOAK_KAFKA_PASSWORD" in gateway) == (password is not None)
    assert gateway.get("CLOAK_KAFKA_PASSWORD") != "given"


def test_a_model_server_that_runs_elsewhere_is_used_and_not_started(tmp_path: Path) -> None:
    everything = system(tmp_path, {"CLOAK_MODEL_SERVER_ADDRESS": "models:8500"})
    part = everything.unit("model-server").part
    assert isinstance(part, Elsewhere)
    assert part.health == "tcp://models:8500"
    worker = everything.environment("stego-worker-1")
    assert worker["CLOAK_WORKER_SERVING_ADDRESS"] == "models:8500"


def test_the_gateway_closes_what_the_workers_open_and_has_no_key_to_it(tmp_path: Path) -> None:
    everything = system(tmp_path, {})
    gateway, worker = everything.environment("gateway"), everything.environment("stego-worker-1")
    keys = PrivateKeys.parse(worker["CLOAK_WORKER_KEYS"])
    box = PublicKey.parse(gateway["CLOAK_GATEWAY_WORKERS_KEY"]).closed(b"place", purpose="job")
    assert keys.opened(box, purpose="job") == b"place"
    assert "CLOAK_WORKER_KEYS" not in gateway


def test_the_gateway_is_told_where_the_web_app_is_built_unless_told_otherwise(
    tmp_path: Path,
) -> None:
    here = system(tmp_path, {}).environment("gateway")
    assert here["CLOAK_GATEWAY_WEB_FOLDER"] == str(WEB_FOLDER)
    elsewhere = {"CLOAK_GATEWAY_WEB_FOLDER": "/srv/web"}
    assert system(tmp_path, elsewhere).environment("gateway").items() >= elsewhere.items()


def test_a_back_up_reaches_every_database_and_sees_no_secret_of_a_service(tmp_path: Path) -> None:
    everything = system(tmp_path, {"CLOAK_BACKUP_RECIPIENTS": "age1x", "CLOAK_AUTH_PORT": "1"})
    environment = everything.environment("backup")
    assert environment["CLOAK_BACKUP_RECIPIENTS"] == "age1x"
    assert environment["CLOAK_BACKUP_MONGO_URI"].startswith("mongodb://admin:")
    own = {"CLOAK_BACKUP_RECIPIENTS", "CLOAK_BACKUP_MONGO_URI"}
    assert {name for name in environment if name.startswith("CLOAK_")} == own

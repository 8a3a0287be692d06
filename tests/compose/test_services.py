"""Each service in compose is told what it needs, and nothing that it would not understand."""

import json
import os
import re
from collections.abc import Iterator, Mapping

import pytest
from cloak_auth.settings import AuthSettings
from cloak_backup.settings import BackupSettings
from cloak_gateway.settings import GatewaySettings
from cloak_kit import health
from cloak_kit.hpke import PrivateKeys, PublicKey
from cloak_kit.settings import ServiceSettings
from cloak_messaging.settings import MessagingSettings
from cloak_provision import envfile
from cloak_provision.registry import read_topics, services_of
from cloak_provision.settings import KafkaProvisionSettings, MongoProvisionSettings
from cloak_stego_worker.settings import AFTERMATH_S, WorkerSettings
from cloak_storage.settings import StorageSettings
from fastapi.routing import APIRoute
from pydantic_settings import BaseSettings
from pymongo.uri_parser import parse_uri

from tests.compose.layers import ROOT, required, services
from tests.images.dockerfile import needed

SETTINGS: Mapping[str, type[ServiceSettings]] = {
    "auth": AuthSettings,
    "gateway": GatewaySettings,
    "messaging": MessagingSettings,
    "stego-worker": WorkerSettings,
    "storage": StorageSettings,
}
JOBS: Mapping[str, type[BaseSettings]] = {
    "backup": BackupSettings,
    "provision-kafka": KafkaProvisionSettings,
    "provision-mongo": MongoProvisionSettings,
}
BACK_ENDS = {"kafka": 9092, "mongo": 27017, "redis": 6379, "model-server": 8500}
ADDRESS = re.compile(r"(?:^|//|@)([a-z][a-z-]+):(\d+)(?=/|,|$)")


def of_image(name: str) -> dict[str, str]:
    """What the image itself sets."""
    steps = [step.rest for stage in needed(name) for step in stage.steps if step.word == "ENV"]
    pairs = (pair for rest in steps for pair in re.findall(r"(CLOAK_\w+)=(\S+)", rest))
    return {key: value for key, value in pairs if key.startswith(f"CLOAK_{_own(name)}_")}


def _own(name: str) -> str:
    return str(SETTINGS[name].model_config["env_prefix"]).removeprefix("CLOAK_").rstrip("_")


def known(settings: type[BaseSettings]) -> Iterator[str]:
    """Every variable that these settings read, those of their parts included."""
    prefix = str(settings.model_config.get("env_prefix", ""))
    for name, field in settings.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseSettings):
            yield from known(part)
        else:
            yield f"{prefix}{name}".upper()


def told(name: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a container: its image's and compose's."""
    image = of_image(name) if name in SETTINGS else {}
    given: dict[str, str] = services("compose.yaml", environ)[name]["environment"]
    return image | given


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without a variable of ours."""
    for name in [name for name in os.environ if name.startswith("CLOAK_")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize("name", [*SETTINGS, *JOBS])
def test_every_variable_is_a_setting_and_together_they_are_enough(
    name: str, environ: dict[str, str], only: pytest.MonkeyPatch
) -> None:
    kind: type[BaseSettings] = {**SETTINGS, **JOBS}[name]
    variables = told(name, environ)
    assert set(variables) <= set(known(kind))
    for key, value in variables.items():
        only.setenv(key, value)
    kind()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_service_listens_for_others_on_the_port_that_its_image_names(
    name: str, environ: dict[str, str], only: pytest.MonkeyPatch
) -> None:
    for key, value in told(name, environ).items():
        only.setenv(key, value)
    settings = SETTINGS[name]()  # type: ignore[call-arg]  # from the environment
    stage = needed(name)[-1]
    (exposed,) = (step.rest for step in stage.steps if step.word == "EXPOSE")
    *_, probed = stage.exec("HEALTHCHECK")
    assert settings.host == "0.0.0.0"  # noqa: S104 - within its container
    assert int(exposed) == settings.port == SETTINGS[name].model_fields["port"].default
    assert probed == f"http://127.0.0.1:{settings.port}/readyz"


def test_what_images_probe_and_prometheus_scrapes_is_answered() -> None:
    paths = {route.path for route in health.router.routes if isinstance(route, APIRoute)}
    assert {"/healthz", "/readyz", "/metrics"} <= paths


@pytest.mark.parametrize("name", [*SETTINGS, *JOBS])
def test_every_address_is_a_service_and_its_port(name: str, environ: dict[str, str]) -> None:
    ports = BACK_ENDS | {n: kind.model_fields["port"].default for n, kind in SETTINGS.items()}
    for value in told(name, environ).values():
        for host, port in ADDRESS.findall(value):
            assert ports.get(host) == int(port), f"{host}:{port}"


def test_every_secret_that_is_asked_for_is_made_and_none_is_made_for_nobody() -> None:
    assert required() == {*envfile.MAKERS, envfile.PUBLIC}


def test_each_service_and_the_jobs_agree_on_passwords_and_keys(environ: dict[str, str]) -> None:
    everything = {name: told(name, environ) for name in [*SETTINGS, *JOBS]}
    kafka = KafkaProvisionSettings.model_validate(
        {
            "bootstrap": "kafka:9092",
            "passwords": json.loads(everything["provision-kafka"]["CLOAK_KAFKA_PASSWORDS"]),
        }
    )
    assert set(kafka.passwords) == services_of(read_topics(ROOT / "proto" / "topics.yaml"))
    for name in SETTINGS:
        assert everything[name]["CLOAK_KAFKA_USERNAME"] == name
        word = everything[name]["CLOAK_KAFKA_PASSWORD"]
        assert kafka.passwords[name].get_secret_value() == word
    tokens = everything["storage"]["CLOAK_STORAGE_TOKENS"]
    for name in ("gateway", "messaging", "stego-worker"):
        assert f'"{name}": "{everything[name]["CLOAK_BLOBS_TOKEN"]}"' in tokens
    box = PublicKey.parse(everything["gateway"]["CLOAK_GATEWAY_WORKERS_KEY"]).closed(
        b"here", purpose="job"
    )
    keys = PrivateKeys.parse(everything["stego-worker"]["CLOAK_WORKER_KEYS"])
    assert keys.opened(box, purpose="job") == b"here"


def test_no_service_sees_a_secret_of_another(environ: dict[str, str]) -> None:
    for name in SETTINGS:
        mine = " ".join(told(name, environ).values())
        others = {
            "KAFKA_ADMIN_PASSWORD",
            "MONGO_ADMIN_PASSWORD",
            "MONGO_BACKUP_PASSWORD",
            "MONGO_KEY_FILE",
            "KAFKA_CONTROLLER_PASSWORD",
        }
        for other in set(SETTINGS) - {name}:
            word = other.replace("-", "_").upper()
            others |= {f"KAFKA_{word}_PASSWORD", f"MONGO_{word}_PASSWORD"} & set(environ)
        assert not [secret for secret in others if environ[secret] in mine]


def test_back_ups_are_made_on_demand_by_the_user_that_is_made_for_them(
    environ: dict[str, str],
) -> None:
    found = services("compose.yaml", environ)
    assert found["backup"]["profiles"] == ["backup"]
    uri = parse_uri(told("backup", environ)["CLOAK_BACKUP_MONGO_URI"])
    password = told("provision-mongo", environ)["CLOAK_MONGO_BACKUP_PASSWORD"]
    assert (uri["username"], uri["password"]) == ("backup", password)
    assert uri["options"]["authSource"] == "admin"
    word = environ["MONGO_BACKUP_PASSWORD"]
    knows = {name for name, service in found.items() if word in json.dumps(service)}
    assert knows == {"backup", "provision-mongo"}


def test_what_a_back_up_tells_is_where_the_node_exporter_looks(environ: dict[str, str]) -> None:
    environ = environ | {"BACKUP_FOLDER": "/mnt/copies"}
    backup = services("compose.yaml", environ)["backup"]
    (mounted,) = backup["volumes"]
    told_at = backup["command"][backup["command"].index("--textfile") + 1]
    assert told_at.removesuffix(".prom").startswith(f"{mounted['target']}/")
    exporter = services("compose.observability.yaml", environ)["node-exporter"]
    flags = dict(flag.split("=") for flag in exporter["command"])
    looks_in = flags["--collector.textfile.directory"].removeprefix(flags["--path.rootfs"])
    assert looks_in == mounted["source"] == "/mnt/copies"


def test_a_worker_may_end_its_jobs_before_it_is_killed(environ: dict[str, str]) -> None:
    grace = services("compose.yaml", environ)["stego-worker"]["stop_grace_period"]
    deadline_s: float = WorkerSettings.model_fields["job_deadline_s"].default
    assert float(grace.removesuffix("s")) > deadline_s + AFTERMATH_S + 15

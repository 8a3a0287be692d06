"""Every image's contents, installed alone by its own steps: together they are the system."""

import json
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from cloak_local.kafka_access import KafkaAccess
from pyrage.x25519 import Identity

from tests.images.dockerfile import stages
from tests.images.installs import FOLDERS, Install, answer, free_port, install, until
from tests.plugins import worker_keys
from tests.plugins.model_server import ModelServer

PREFIXES = {
    "auth": "CLOAK_AUTH_",
    "storage": "CLOAK_STORAGE_",
    "messaging": "CLOAK_MESSAGING_",
    "gateway": "CLOAK_GATEWAY_",
    "stego-worker": "CLOAK_WORKER_",
}
TOKENS = {name: uuid.uuid4().hex for name in ("gateway", "messaging", "stego-worker")}
KEY = "bm8gb3RoZXIgdXNlIHRoYW4gaW4gdGVzdHMgcGxlYXM="
KIT = {"cloak_kit"}
CODEC = KIT | {"cloak_codec"}
OF_OURS = {
    "auth": KIT,
    "storage": KIT,
    "messaging": KIT,
    "gateway": CODEC,
    "stego-worker": CODEC,
    "backup": KIT,
    "provision": set[str](),
}
pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the real back ends are."""

    kafka: KafkaAccess
    mongo: str
    redis: str
    models: str


@pytest.fixture(scope="module")
def stores(
    kafka: KafkaAccess,
    mongo_server: str,
    redis_server: tuple[str, object],
    model_server: ModelServer,
) -> Stores:
    return Stores(kafka, mongo_server, f"{redis_server[0]}/9", model_server.address)


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return {name: free_port() for name in PREFIXES}


@pytest.fixture(scope="module")
def installs() -> dict[str, Install]:
    return {name: install(name, without="none") for name in FOLDERS}


def variables(name: str, stores: Stores, ports: dict[str, int]) -> dict[str, str]:
    """What a service is told, as compose tells it, but for addresses."""
    own = {
        "auth": {"CLOAK_AUTH_SIGNING_KEYS": KEY},
        "storage": {
            "CLOAK_STORAGE_TOKENS": json.dumps(TOKENS),
            "CLOAK_STORAGE_MASTER_KEYS": json.dumps([KEY]),
        },
        "gateway": {
            "CLOAK_GATEWAY_AUTH_URL": f"http://127.0.0.1:{ports['auth']}",
            "CLOAK_GATEWAY_MESSAGING_URL": f"http://127.0.0.1:{ports['messaging']}",
            "CLOAK_GATEWAY_FINGERPRINT_KEY": KEY,
            "CLOAK_GATEWAY_WORKERS_KEY": worker_keys.PUBLIC,
        },
        "stego-worker": {
            "CLOAK_WORKER_KEYS": worker_keys.PRIVATE,
            "CLOAK_WORKER_SERVING_ADDRESS": stores.models,
        },
    }
    return {
        **stores.kafka.environment(name),
        "CLOAK_MONGO_URI": stores.mongo,
        "CLOAK_MONGO_DATABASE": f"images_{name.replace('-', '_')}",
        "CLOAK_REDIS_URL": stores.redis,
        "CLOAK_BLOBS_URL": f"http://127.0.0.1:{ports['storage']}",
        "CLOAK_BLOBS_TOKEN": TOKENS.get(name, ""),
        "CLOAK_TOKENS_JWKS_URL": f"http://127.0.0.1:{ports['auth']}/.well-known/jwks.json",
        f"{PREFIXES[name]}PORT": str(ports[name]),
        f"{PREFIXES[name]}HOST": "127.0.0.1",
        **own.get(name, {}),
    }


@pytest.fixture(scope="module")
def system(
    installs: dict[str, Install], stores: Stores, ports: dict[str, int]
) -> Iterator[dict[str, int]]:
    with ExitStack() as stack:
        for name in PREFIXES:
            told = variables(name, stores, ports)
            process = stack.enter_context(installs[name].started(told))
            until(process, ports[name], "/readyz", 200, within_s=90)
        yield ports


@pytest.mark.parametrize("name", FOLDERS)
def test_an_image_holds_its_own_packages_for_good_and_no_tensorflow(
    name: str, installs: dict[str, Install]
) -> None:
    packages = installs[name].packages
    found = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")}
    mine = {package for package in found if package.startswith("cloak_")}
    assert mine == OF_OURS[name] | {f"cloak_{name.replace('-', '_')}"}
    assert not {package for package in found if package.startswith(("tensorflow", "pytest"))}
    assert not [*packages.glob("*.egg-link"), *packages.glob("_editable*"), *packages.glob("*.pth")]


@pytest.mark.parametrize("name", PREFIXES)
def test_every_service_becomes_ready_and_its_health_check_says_so(
    name: str, system: dict[str, int], installs: dict[str, Install]
) -> None:
    assert answer(system[name], "/healthz") == answer(system[name], "/readyz") == 200
    *command, address = stages()[name].exec("HEALTHCHECK")
    port = address.partition("127.0.0.1:")[2].partition("/")[0]
    checked = subprocess.run(
        [
            installs[name].root.at("/opt/cloak/bin/python"),
            *command[1:],
            address.replace(port, str(system[name])),
        ],
        env=installs[name].root.environment,
        timeout=30,
        check=False,
    )
    assert checked.returncode == 0


def test_the_gateway_serves_the_web_app_that_its_image_built(
    system: dict[str, int], installs: dict[str, Install]
) -> None:
    index = installs["gateway"].root.at("/srv/web/index.html")
    assert index.exists()
    assert answer(system["gateway"], "/") == 200
    assert list(installs["gateway"].root.at("/srv/web/assets").glob("*.js.br"))


def test_the_first_administrator_is_made_by_the_image_of_auth(
    system: dict[str, int], installs: dict[str, Install], stores: Stores, ports: dict[str, int]
) -> None:
    told = variables("auth", stores, ports)
    word = {"CLOAK_AUTH_ADMIN_PASSWORD": uuid.uuid4().hex}
    name = f"ada{uuid.uuid4().hex[:6]}"
    with installs["auth"].started(told | word, arguments=("create-admin", name)) as process:
        assert process.wait(60) == 0


def test_the_one_shot_job_of_the_databases_runs_from_its_image(
    installs: dict[str, Install], stores: Stores
) -> None:
    told = {
        "CLOAK_MONGO_ADMIN_URI": stores.mongo,
        "CLOAK_MONGO_PASSWORDS": '{"auth": "a-password"}',
        "CLOAK_MONGO_REPLICA_SET": "",
    }
    with installs["provision"].started(told, arguments=("mongo",)) as process:
        assert process.wait(60) == 0


@pytest.mark.usefixtures("system")
def test_a_back_up_of_the_system_is_made_and_opened_by_its_image(
    installs: dict[str, Install], stores: Stores
) -> None:
    image = installs["backup"]
    copies = image.root.at("/backups")
    shutil.rmtree(copies, ignore_errors=True)
    (copies / "2020-01-01T00-00-00Z").mkdir(parents=True)  # one too many, with the new one
    identity = Identity.generate()
    told = {
        "CLOAK_BACKUP_MONGO_URI": stores.mongo,
        "CLOAK_BACKUP_DATABASE_PREFIX": "images_",
        "CLOAK_BACKUP_RECIPIENTS": str(identity.to_public()),
    }
    with image.started(told, arguments=("make", str(copies), "--keep", "1")) as process:
        assert process.wait(60) == 0
    (made,) = copies.iterdir()
    assert made.name > "2020"
    key = image.root.at("/tmp/key.txt")  # noqa: S108 - the image's
    key.write_text(f"{identity}\n")
    with image.started({}, arguments=("verify", str(made), "--identity", str(key))) as process:
        assert process.wait(60) == 0

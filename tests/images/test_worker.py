"""The worker as its image has it: installed alone, without TensorFlow, soon alive, and small."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.images.installs import (
    Install,
    cpu_s,
    free_port,
    install,
    resident_mb,
    silence,
    until,
)
from tests.plugins import worker_keys

# Measured 0.55 s, and up to 190 MB that are 226 when the codec is warm, half a second later. A busy
# machine takes longer by the clock, hardly by the processor.
ALIVE_CPU_S = 2.0
RESIDENT_MB = 250


@pytest.fixture(scope="module")
def worker() -> Install:
    return install("stego-worker")


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    with silence() as nobody:
        yield {
            "CLOAK_WORKER_KEYS": worker_keys.PRIVATE,
            "CLOAK_BLOBS_TOKEN": "a-token-of-the-worker",
            "CLOAK_KAFKA_BOOTSTRAP": nobody,
            "CLOAK_BLOBS_URL": f"http://{nobody}",
            "CLOAK_WORKER_SERVING_ADDRESS": nobody,
        }


def test_it_holds_its_own_packages_for_good_and_no_tensorflow(worker: Install) -> None:
    installed = {path.name.partition("-")[0] for path in worker.packages.glob("*.dist-info")}
    own = {name for name in installed if name.startswith("cloak_")}
    assert own == {"cloak_kit", "cloak_codec", "cloak_stego_worker"}
    assert not {name for name in installed if name.startswith(("tensorflow", "keras", "pytest"))}
    for name in own:
        (about,) = worker.packages.glob(f"{name}-*.dist-info/direct_url.json")
        assert not json.loads(about.read_text())["dir_info"].get("editable", False)
    assert not list(worker.packages.glob("*.egg-link"))
    assert not list(worker.packages.glob("_editable*"))


def test_it_is_soon_alive_and_not_ready_while_its_back_ends_are_silent(
    worker: Install, variables: dict[str, str]
) -> None:
    port = free_port()
    with worker.started(variables | {"CLOAK_WORKER_PORT": str(port)}) as process:
        until(process, port, "/healthz", 200, within_s=60)
        assert cpu_s(process) < ALIVE_CPU_S
        assert resident_mb(process) < RESIDENT_MB
        until(process, port, "/readyz", 503, within_s=30)


def test_it_compiles_nothing_that_the_image_brings(worker: Install) -> None:
    shipped = worker.root.at("/opt/compiled")
    code = (
        "import pathlib, sys, cloak_codec;"
        "cloak_codec.bring_compiled(pathlib.Path(sys.argv[1]));"
        "cloak_codec.warm_up()"
    )
    command = [str(worker.root.at("/opt/cloak/bin/python")), "-c", code, str(shipped)]
    subprocess.run(command, env=worker.root.environment, check=True, timeout=60)
    used = worker.root.at("/tmp/compiled")  # noqa: S108 - the image's
    assert files(shipped) == files(used) != set()


def files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*.nb?")}

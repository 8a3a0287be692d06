"""The structure of the system, held by tests: imports, topics, and the numbers that agree."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cloak_kit.contracts.topics import TOPICS
from cloak_kit.settings import KafkaSettings
from cloak_stego_worker.settings import WorkerSettings

ROOT = Path(__file__).resolve().parent.parent
OWN = "cloak_"
SERVICES = {
    "cloak_auth": "services/auth",
    "cloak_gateway": "services/gateway",
    "cloak_messaging": "services/messaging",
    "cloak_stego_worker": "services/stego-worker",
    "cloak_storage": "services/storage",
}
# Every package of ours, and which others of ours it may import.
MAY_IMPORT = {
    "cloak_kit": set(),
    "cloak_codec": set(),
    "cloak_client": set(),
    "cloak_cli": {"cloak_client", "cloak_codec"},
    "cloak_auth": {"cloak_kit"},
    "cloak_gateway": {"cloak_kit", "cloak_codec"},
    "cloak_messaging": {"cloak_kit"},
    "cloak_stego_worker": {"cloak_kit", "cloak_codec"},
    "cloak_storage": {"cloak_kit"},
    "cloak_local": {"cloak_client", "cloak_codec", "cloak_provision"},
    "cloak_backup": {"cloak_kit"},
    "cloak_model_server": set(),
    "cloak_monitoring": set(),
    "cloak_provision": set(),
    "cloak_training": {"cloak_codec"},
    "cloak_bench": {"cloak_client", "cloak_codec"},
}
# What a package must never reach, however useful it looks.
FORBIDDEN = {
    "cloak_codec": {"aiokafka", "fastapi", "grpc", "httpx", "opentelemetry", "pymongo", "redis"},
    "cloak_stego_worker": {
        "pymongo",
        "redis",
        "tensorflow",
        "tensorflow_serving",
        "gridfs",
        "opentelemetry",
    },
    "cloak_gateway": {"gridfs", "tensorflow", "grpc", "opentelemetry"},
    "cloak_messaging": {"gridfs", "tensorflow", "grpc", "opentelemetry"},
    "cloak_auth": {"gridfs", "tensorflow", "grpc", "opentelemetry"},
    "cloak_storage": {"opentelemetry"},
}


def sources() -> Iterator[tuple[str, Path]]:
    """Yield (import package, file) for every source file of ours."""
    for folder in ("libs", "clients", "services", "deploy", "training", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("src/cloak_*/**/*.py")):
            yield path.relative_to(ROOT).parts[path.relative_to(ROOT).parts.index("src") + 1], path


def imported_packages(path: Path) -> set[str]:
    """Return the top-level packages that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def registry() -> dict[str, dict[str, object]]:
    """Read proto/topics.yaml."""
    found: dict[str, dict[str, object]] = yaml.safe_load((ROOT / "proto/topics.yaml").read_text())
    return found


def test_packages_import_only_what_lies_below_them() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {other}"
        for package, path in sources()
        for other in imported_packages(path)
        if other.startswith(OWN) and other not in MAY_IMPORT[package] | {package}
    ]
    assert wrong == []


def test_packages_keep_to_their_own_technologies() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {other}"
        for package, path in sources()
        for other in imported_packages(path) & FORBIDDEN.get(package, set())
    ]
    assert wrong == []


def test_every_package_is_known_to_these_rules() -> None:
    assert {package for package, _ in sources()} == set(MAY_IMPORT)


@pytest.mark.parametrize(("package", "folder"), SERVICES.items())
def test_services_have_the_same_skeleton(package: str, folder: str) -> None:
    have = {path.name for path in (ROOT / folder / "src" / package).glob("*.py")}
    assert {"__main__.py", "settings.py", "app.py", "metrics.py"} <= have


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "helpers", "helper", "base", "core", "manager", "common", "misc"}
    assert [path.relative_to(ROOT) for _, path in sources() if path.stem in vague] == []


def test_topics_in_types_are_those_of_the_registry() -> None:
    typed = {
        topic.name: (
            topic.message.DESCRIPTOR.full_name,
            topic.partitions,
            topic.has_dead_letters,
        )
        for topic in TOPICS
    }
    written = {
        name: (entry["message"], entry["partitions"], entry["dead_letter"])
        for name, entry in registry().items()
    }
    assert typed == written


def test_topics_name_only_services_that_exist() -> None:
    known = {folder.partition("/")[2] for folder in SERVICES.values()}
    for entry in registry().values():
        for role in ("producers", "consumers", "operators"):
            services = entry.get(role, [])
            assert isinstance(services, list)
            assert set(services) <= known


def test_a_rebalance_and_a_poll_outlast_a_job() -> None:
    kafka = KafkaSettings()
    job_deadline_s = WorkerSettings.model_fields["job_deadline_s"].default
    assert kafka.rebalance_timeout_s > job_deadline_s
    assert kafka.max_poll_interval_s > job_deadline_s
    assert 20 <= kafka.session_timeout_s <= 30


def test_the_worker_reaches_the_models_without_tensorflow() -> None:
    code = (
        "import sys, cloak_stego_worker.app, cloak_stego_worker.__main__;"
        "sys.exit(any(m.partition('.')[0] in ('tensorflow', 'keras') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0

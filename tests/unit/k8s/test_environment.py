"""What containers are told: complete, understood by the services, and named in one place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cloak_local.cluster_secrets import cluster_secrets
from cloak_local.vault import Vault
from pydantic_settings import BaseSettings

from tests.unit.k8s.manifests import (
    FOLDER,
    OVERLAYS,
    SETTINGS,
    WORKLOADS,
    Resource,
    container,
    environment,
    of_kind,
    overlay,
    pod,
    resources,
)

OPTIONAL = resources(FOLDER / "components" / "backup")
KEDA_READS = {("stego-worker", "kafka-password")}


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, dict[str, str]]:
    return cluster_secrets(Vault(tmp_path / "secrets.json"))


@pytest.mark.parametrize("name", OVERLAYS)
@pytest.mark.parametrize("service", SETTINGS)
def test_a_service_starts_with_what_its_container_is_told(
    name: str,
    service: str,
    secrets: dict[str, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = environment(of_kind("Deployment", overlay(name))[service], overlay(name), secrets)
    for variable, text in told.items():
        monkeypatch.setenv(variable, text)
    SETTINGS[service]()  # type: ignore[call-arg]  # from the environment


@pytest.mark.parametrize("name", OVERLAYS)
@pytest.mark.parametrize("service", SETTINGS)
def test_a_service_knows_every_variable_that_it_is_told(
    name: str, service: str, secrets: dict[str, dict[str, str]]
) -> None:
    told = environment(of_kind("Deployment", overlay(name))[service], overlay(name), secrets)
    ours = {variable for variable in told if variable.startswith("CLOAK_")}
    # One ConfigMap says where back ends are; the pod's own network is nothing to a worker.
    assert ours - set(variables(SETTINGS[service])) == set()


@pytest.mark.parametrize("name", OVERLAYS)
def test_secrets_hold_what_containers_ask_for_and_nothing_else(
    name: str, secrets: dict[str, dict[str, str]]
) -> None:
    asked = {*secret_keys(overlay(name)), *secret_keys(OPTIONAL), *KEDA_READS}
    held = {(secret, key) for secret, keys in secrets.items() for key in keys}
    assert asked == held


@pytest.mark.parametrize("name", OVERLAYS)
def test_no_secret_lies_in_a_config_map(name: str) -> None:
    words = ("PASSWORD", "TOKEN=", "KEYS", "_KEY", "SECRET")
    for found in of_kind("ConfigMap", overlay(name)).values():
        for variable in found["data"]:
            assert not any(variable.endswith(word) for word in words), variable


@pytest.mark.parametrize("name", OVERLAYS)
def test_config_maps_accounts_and_claims_that_are_named_exist(name: str) -> None:
    found = overlay(name)
    maps, claims = (of_kind(kind, found) for kind in ("ConfigMap", "PersistentVolumeClaim"))
    for kind in WORKLOADS:
        for workload in of_kind(kind, found).values():
            spec = pod(workload)
            for volume in spec.get("volumes", []):
                if "configMap" in volume:
                    assert volume["configMap"]["name"] in maps
                if "persistentVolumeClaim" in volume:
                    assert volume["persistentVolumeClaim"]["claimName"] in claims
            for source in container(workload).get("envFrom", []):
                assert source["configMapRef"]["name"] in maps
            account = spec.get("serviceAccountName")
            assert account is None or account in of_kind("ServiceAccount", found)


def variables(settings: type[BaseSettings]) -> Iterator[str]:
    """Yield the names of all variables that a settings class and its parts read."""
    prefix = str(settings.model_config.get("env_prefix", ""))
    for name, field in settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseSettings):
            yield from variables(kind)
        else:
            yield f"{prefix}{name}".upper()


def secret_keys(found: list[Resource]) -> Iterator[tuple[str, str]]:
    """Yield (Secret, key) for all that containers ask for."""
    for kind in WORKLOADS:
        for workload in of_kind(kind, found).values():
            for variable in container(workload).get("env", []):
                key = variable.get("valueFrom", {}).get("secretKeyRef")
                if key:
                    yield key["name"], key["key"]

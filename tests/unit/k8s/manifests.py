"""deploy/k8s as it is written: what an overlay gathers, without kustomize, before its patches."""

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from cloak_auth.settings import AuthSettings
from cloak_gateway.settings import GatewaySettings
from cloak_kit.settings import ServiceSettings
from cloak_local.places import ROOT
from cloak_messaging.settings import MessagingSettings
from cloak_stego_worker.settings import WorkerSettings
from cloak_storage.settings import StorageSettings

SETTINGS: dict[str, type[ServiceSettings]] = {
    "auth": AuthSettings,
    "gateway": GatewaySettings,
    "messaging": MessagingSettings,
    "stego-worker": WorkerSettings,
    "storage": StorageSettings,
}

FOLDER = ROOT / "deploy" / "k8s"
OVERLAYS = ("dev", "prod")
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob")
Resource: TypeAlias = dict[str, Any]


def resources(folder: Path) -> list[Resource]:
    """Return all that a kustomization gathers, ConfigMaps that it makes among them."""
    found: list[Resource] = []
    _gather(folder, found)
    return found


def documents(file: Path) -> list[Resource]:
    """Return the resources of one file."""
    return [one for one in yaml.load_all(file.read_text(), yaml.CSafeLoader) if one]


@cache
def overlay(name: str) -> list[Resource]:
    """Return all resources of an overlay."""
    return resources(FOLDER / "overlays" / name)


def of_kind(kind: str, found: list[Resource]) -> dict[str, Resource]:
    """Return the resources of a kind by their names."""
    return {one["metadata"]["name"]: one for one in found if one["kind"] == kind}


def container(workload: Resource) -> Resource:
    """Return a workload's one container."""
    (only,) = pod(workload)["containers"]
    return dict(only)


def pod(workload: Resource) -> Resource:
    """Return what a workload's pods are; a CronJob's are those of its Jobs."""
    spec = workload["spec"].get("jobTemplate", workload)["spec"]
    return dict(spec["template"]["spec"])


def environment(
    workload: Resource, found: list[Resource], secrets: dict[str, Any]
) -> dict[str, str]:
    """Return the variables that a workload's container gets."""
    maps = of_kind("ConfigMap", found)
    runs = container(workload)
    variables: dict[str, str] = {}
    for source in runs["envFrom"]:
        variables |= maps[source["configMapRef"]["name"]]["data"]
    for variable in runs["env"]:
        key = variable["valueFrom"]["secretKeyRef"]
        variables[variable["name"]] = secrets[key["name"]][key["key"]]
    return variables


def _gather(folder: Path, found: list[Resource]) -> None:
    written = yaml.safe_load((folder / "kustomization.yaml").read_text())
    for entry in written.get("resources", []):
        path = folder / entry
        found += resources(path) if path.is_dir() else documents(path)
    for generator in written.get("configMapGenerator", []):
        _generate(generator, folder, found)
    for entry in written.get("components", []):
        _gather(folder / entry, found)


def _generate(generator: Resource, folder: Path, found: list[Resource]) -> None:
    data = dict(literal.split("=", 1) for literal in generator.get("literals", []))
    data |= {name: (folder / name).read_text() for name in generator.get("files", [])}
    if generator.get("behavior") == "merge":
        of_kind("ConfigMap", found)[generator["name"]]["data"].update(data)
        return
    found.append({"kind": "ConfigMap", "metadata": {"name": generator["name"]}, "data": data})

"""deploy/k8s as it is written: what an overlay gathers, without kustomize, before its patches."""

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from cloak_local.places import ROOT

FOLDER = ROOT / "deploy" / "k8s"
OVERLAYS = ("dev", "prod")
Resource: TypeAlias = dict[str, Any]


def resources(folder: Path) -> list[Resource]:
    """Return all that a kustomization gathers, ConfigMaps that it makes among them."""
    written = yaml.safe_load((folder / "kustomization.yaml").read_text())
    found: list[Resource] = []
    for entry in written.get("resources", []):
        path = folder / entry
        found += resources(path) if path.is_dir() else documents(path)
    for generator in written.get("configMapGenerator", []):
        _generate(generator, folder, found)
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
    (only,) = workload["spec"]["template"]["spec"]["containers"]
    return dict(only)


def environment(service: str, found: list[Resource], secrets: dict[str, Any]) -> dict[str, str]:
    """Return the variables that a service's container gets."""
    maps = of_kind("ConfigMap", found)
    runs = container(of_kind("Deployment", found)[service])
    variables: dict[str, str] = {}
    for source in runs["envFrom"]:
        variables |= maps[source["configMapRef"]["name"]]["data"]
    for variable in runs["env"]:
        key = variable["valueFrom"]["secretKeyRef"]
        variables[variable["name"]] = secrets[key["name"]][key["key"]]
    return variables


def _generate(generator: Resource, folder: Path, found: list[Resource]) -> None:
    data = dict(literal.split("=", 1) for literal in generator.get("literals", []))
    data |= {name: (folder / name).read_text() for name in generator.get("files", [])}
    if generator.get("behavior") == "merge":
        of_kind("ConfigMap", found)[generator["name"]]["data"].update(data)
        return
    found.append({"kind": "ConfigMap", "metadata": {"name": generator["name"]}, "data": data})

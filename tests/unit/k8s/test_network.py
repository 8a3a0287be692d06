"""Who may talk to whom: the policies say no more and no less than the architecture."""

import re
from collections.abc import Iterator

import pytest
from cloak_local.places import ROOT
from cloak_local.services import NEEDS

from tests.unit.k8s.manifests import FOLDER, OVERLAYS, Resource, of_kind, overlay, resources

BACKENDS = {"kafka", "mongo", "redis"}
SERVICES = {"auth", "backup", "gateway", "messaging", "stego-worker", "storage", "tf-serving"}
NAME = "app.kubernetes.io/name"
ROW = re.compile(r"^\| (?P<caller>(?!caller)[a-z-]+) \| (?P<called>[^|]+) \|$", re.MULTILINE)


def architecture() -> set[tuple[str, str]]:
    """Read the edges off the table in docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    (_, _, section) = text.partition("## Who calls whom\n")
    rows = ROW.finditer(section.partition("\n## ")[0])
    edges = {(row["caller"], name) for row in rows for name in row["called"].strip().split(", ")}
    assert edges
    return edges


def selected(selector: Resource) -> set[str]:
    """Name the services that a pod selector takes."""
    names = {selector.get("matchLabels", {}).get(NAME)}
    for expression in selector.get("matchExpressions", []):
        assert (expression["key"], expression["operator"]) == (NAME, "In")
        names |= set(expression["values"])
    return {name for name in names if name}


def egress(found: list[Resource]) -> Iterator[tuple[str, str]]:
    """Yield (caller, called) for all that policies let out."""
    for policy in of_kind("NetworkPolicy", found).values():
        callers = selected(policy["spec"]["podSelector"])
        for rule in policy["spec"].get("egress", []):
            for target in rule["to"]:
                # A back end elsewhere is a network, and its policy has its name.
                elsewhere = {policy["metadata"]["name"].removesuffix("-clients")}
                called = (
                    elsewhere if "ipBlock" in target else selected(target.get("podSelector", {}))
                )
                yield from ((a, b) for a in callers for b in called)


def ingress(found: list[Resource]) -> Iterator[tuple[str, str]]:
    """Yield (caller, called) for all that policies let in from pods of this system."""
    for policy in of_kind("NetworkPolicy", found).values():
        for rule in policy["spec"].get("ingress", []):
            for source in rule["from"]:
                callers = selected(source.get("podSelector", {}))
                called = selected(policy["spec"]["podSelector"])
                yield from ((a, b) for a in callers for b in called)


@pytest.mark.parametrize("name", OVERLAYS)
def test_services_get_out_to_whom_the_architecture_names(name: str) -> None:
    assert {edge for edge in egress(overlay(name)) if edge[0] in SERVICES} == architecture()


def test_services_let_in_whom_the_architecture_names() -> None:
    let_in = {edge for edge in ingress(overlay("dev")) if edge[0] in SERVICES}
    assert let_in == architecture()


def test_what_runs_on_one_machine_needs_no_other_edges() -> None:
    needed = {(caller, called) for caller, all_of in NEEDS.items() for called in all_of}
    needed = {(a, "tf-serving" if b == "model-server" else b) for a, b in needed}
    assert needed <= architecture()


@pytest.mark.parametrize("name", OVERLAYS)
def test_everything_else_is_denied(name: str) -> None:
    spec = of_kind("NetworkPolicy", overlay(name))["default-deny"]["spec"]
    assert spec == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_the_gateway_is_reached_from_outside() -> None:
    inbound = {
        name: source["namespaceSelector"]["matchLabels"]
        for name, policy in of_kind("NetworkPolicy", resources(FOLDER / "base")).items()
        for rule in policy["spec"].get("ingress", [])
        for source in rule["from"]
        if "namespaceSelector" in source
    }
    assert inbound == {
        "gateway": {"image-cloak/ingress": "true"},
        "metrics": {"image-cloak/monitoring": "true"},
    }


def test_the_ingress_passes_nothing_that_is_for_operators() -> None:
    ingress = of_kind("Ingress", resources(FOLDER / "base"))["gateway"]["spec"]
    (rule,) = ingress["rules"]
    paths = {p["path"]: p["backend"]["service"]["name"] for p in rule["http"]["paths"]}
    assert {path for path, service in paths.items() if service == "gateway"} == {
        *("/", "/api", "/assets", "/.well-known")
    }
    operators = {"/metrics", "/healthz", "/readyz"}
    assert {path for path, service in paths.items() if service == "nowhere"} == operators
    nowhere = of_kind("Service", resources(FOLDER / "base"))["nowhere"]["spec"]
    assert "selector" not in nowhere

"""What Prometheus scrapes in a cluster is what rules and dashboards ask for by name."""

from typing import Any

import yaml
from cloak_local.places import ROOT

from tests.unit.k8s.manifests import FOLDER, Resource, of_kind, resources

MONITORS = resources(FOLDER / "monitoring")
BASE = resources(FOLDER / "base")
NAME = "app.kubernetes.io/name"
# Not the system's own: the cluster's monitoring brings them along.
OTHERS = {"alertmanager", "node", "prometheus"}


def job_and_path(spec: dict[str, Any]) -> dict[str, str]:
    """Return the metrics' path by the name of each job that a monitor scrapes."""
    (endpoint,) = spec.get("endpoints") or spec["podMetricsEndpoints"]
    names = selected(spec["selector"])
    for rule in endpoint.get("relabelings", []):
        assert rule["targetLabel"] == "job"
        names = [rule["replacement"]]
    return dict.fromkeys(names, endpoint["path"])


def selected(selector: Resource) -> list[str]:
    for expression in selector.get("matchExpressions", []):
        return list(expression["values"])
    return [selector["matchLabels"][NAME]]


def test_jobs_have_the_names_and_paths_that_rules_know() -> None:
    written = yaml.safe_load((ROOT / "deploy" / "monitoring" / "prometheus.yml").read_text())
    known = {
        job["job_name"]: job.get("metrics_path", "/metrics")
        for job in written["scrape_configs"]
        if job["job_name"] not in OTHERS
    }
    found: dict[str, str] = {}
    for kind in ("ServiceMonitor", "PodMonitor"):
        for monitor in of_kind(kind, MONITORS).values():
            found |= job_and_path(monitor["spec"])
    assert found == known


def test_monitors_find_ports_of_services_and_pods() -> None:
    services, deployments = of_kind("Service", BASE), of_kind("Deployment", BASE)
    for monitor in of_kind("ServiceMonitor", MONITORS).values():
        (endpoint,) = monitor["spec"]["endpoints"]
        for name in selected(monitor["spec"]["selector"]):
            assert services[name]["metadata"]["labels"] == {NAME: name}
            assert endpoint["port"] in {port["name"] for port in services[name]["spec"]["ports"]}
    for monitor in of_kind("PodMonitor", MONITORS).values():
        for name in selected(monitor["spec"]["selector"]):
            pod = deployments[name]["spec"]["template"]
            assert pod["metadata"]["labels"] == {NAME: name}

"""What Prometheus scrapes in a cluster is what rules and dashboards ask for by name."""

from typing import Any

import yaml
from cloak_local.places import ROOT

from tests.unit.k8s.manifests import FOLDER, Resource, container, of_kind, resources

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
        if rule["targetLabel"] == "job":
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
    services = of_kind("Service", BASE) | of_kind("Service", MONITORS)
    deployments = of_kind("Deployment", BASE)
    for monitor in of_kind("ServiceMonitor", MONITORS).values():
        (endpoint,) = monitor["spec"]["endpoints"]
        for name in selected(monitor["spec"]["selector"]):
            assert services[name]["metadata"]["labels"] == {NAME: name}
            assert endpoint["port"] in {port["name"] for port in services[name]["spec"]["ports"]}
    for monitor in of_kind("PodMonitor", MONITORS).values():
        for name in selected(monitor["spec"]["selector"]):
            pod = deployments[name]["spec"]["template"]
            assert pod["metadata"]["labels"] == {NAME: name}


def test_the_origin_is_the_ingress_host_and_is_probed_as_everywhere_else() -> None:
    monitor = of_kind("ServiceMonitor", MONITORS)["origin"]["spec"]
    (endpoint,) = monitor["endpoints"]
    (rule,) = of_kind("Ingress", BASE)["gateway"]["spec"]["rules"]
    assert endpoint["params"] == {"module": ["origin"], "target": [f"https://{rule['host']}/"]}
    named = {"targetLabel": "instance", "sourceLabels": ["__param_target"]}
    assert named in endpoint["relabelings"]
    (config,) = of_kind("ConfigMap", MONITORS)["blackbox-exporter"]["data"].values()
    assert set(yaml.safe_load(config)["modules"]) == {"origin"}


def test_the_exporter_is_the_release_of_compose_and_reads_its_own_folder() -> None:
    runs = container(of_kind("Deployment", MONITORS)["blackbox-exporter"])
    compose = ROOT / "deploy" / "compose" / "compose.observability.yaml"
    assert f"image: {runs['image']}\n" in compose.read_text()
    (mount,) = runs["volumeMounts"]
    data = of_kind("ConfigMap", MONITORS)["blackbox-exporter"]["data"]
    assert runs["args"] == [f"--config.file={mount['mountPath']}/{name}" for name in data]
    service = of_kind("Service", MONITORS)["blackbox-exporter"]["spec"]
    assert service["ports"][0]["targetPort"] == runs["ports"][0]["name"]


def test_the_exporter_lets_in_prometheus_alone() -> None:
    policy = of_kind("NetworkPolicy", MONITORS)["blackbox-exporter"]["spec"]
    assert policy["podSelector"] == {"matchLabels": {NAME: "blackbox-exporter"}}
    (rule,) = policy["ingress"]
    assert rule == {
        "from": [{"namespaceSelector": {"matchLabels": {"image-cloak/monitoring": "true"}}}],
        "ports": [{"port": "http"}],
    }

"""Each overlay in the real control plane: accepted, rolled out, complete."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from cloak_local.places import ROOT

from tests.k8s.kubectl import Kubectl, KubectlFailed, until
from tests.k8s.overlays import Overlay

pytestmark = pytest.mark.timeout(420)
EXTERNAL_SECRETS = ROOT / "deploy" / "k8s" / "external-secrets" / "secrets.yaml"
# Made outside of deploy/k8s: each cluster has it in each namespace, cert-manager makes the other.
FROM_OUTSIDE = {("ConfigMap", "kube-root-ca.crt"), ("Secret", "image-cloak-tls")}


def test_every_resource_of_an_overlay_is_accepted_without_a_warning(overlay: Overlay) -> None:
    assert len(overlay.applied) == len(overlay.rendered())


def test_what_is_probed_from_outside_is_the_host_of_the_ingress(prod: Overlay) -> None:
    found = {(one["kind"], one["metadata"]["name"]): one for one in prod.rendered()}
    (endpoint,) = found["ServiceMonitor", "origin"]["spec"]["endpoints"]
    (rule,) = found["Ingress", "gateway"]["spec"]["rules"]
    assert endpoint["params"]["target"] == [f"https://{rule['host']}/"]


def test_every_roll_out_comes_to_its_end(overlay: Overlay) -> None:
    for name in overlay.deployments():
        overlay.await_roll_out(f"deployment/{name}")
    for found in overlay.items("statefulsets"):
        overlay.await_roll_out(f"statefulset/{found['metadata']['name']}")


def test_autoscalers_bring_each_service_to_its_minimum(overlay: Overlay) -> None:
    for scaler in overlay.items("hpa"):
        wanted = scaler["spec"]["minReplicas"]
        name = scaler["spec"]["scaleTargetRef"]["name"]
        until(partial(has_ready, overlay, name, wanted), f"{name} has {wanted} replicas")


def test_scaled_objects_are_ready(overlay: Overlay) -> None:
    def conditions() -> dict[str, str]:
        status = overlay.get("scaledobject", "stego-worker").get("status", {})
        return {c["type"]: c["status"] for c in status.get("conditions", [])}

    until(lambda: conditions().get("Ready") == "True", f"ready: {conditions()}")
    # Not only a promise: the lag was read, as the worker's own Kafka user.
    until(lambda: overlay.get("hpa", "stego-worker")["status"].get("currentMetrics"), "lag is read")


def test_every_service_has_endpoints(overlay: Overlay) -> None:
    def ready(service: str) -> int:
        slices = overlay.items("endpointslices", "-l", f"kubernetes.io/service-name={service}")
        endpoints = [e for found in slices for e in found.get("endpoints") or []]
        return sum(endpoint["conditions"]["ready"] for endpoint in endpoints)

    for service in overlay.items("services"):
        name = service["metadata"]["name"]
        if name != "nowhere":
            until(partial(ready, name), f"{name} has endpoints")
    assert ready("nowhere") == 0


def test_replicas_stand_in_different_zones(prod: Overlay) -> None:
    zones = {
        node["metadata"]["name"]: node["metadata"]["labels"]["topology.kubernetes.io/zone"]
        for node in prod.kubectl.items("nodes")
    }
    for service in prod.deployments():
        prod.await_roll_out(f"deployment/{service}")
        pods = prod.pods(service)
        assert len({zones[pod["spec"]["nodeName"]] for pod in pods}) == len(pods) == 2, service


def test_models_in_production_have_a_gpu_each(prod: Overlay) -> None:
    nodes = {pod["spec"]["nodeName"] for pod in prod.pods("tf-serving")}
    assert len(nodes) == 2
    assert all(node.endswith("3") for node in nodes)


def test_a_back_up_that_ends_well_is_dated_by_its_cron_job(prod: Overlay) -> None:
    """What kube-state-metrics tells the alert BackupOld."""
    prod.kubectl(*f"create job -n {prod.namespace} --from=cronjob/cloak-backup by-hand".split())
    until(
        lambda: prod.get("cronjob", "cloak-backup")["status"].get("lastSuccessfulTime"),
        "the CronJob has seen a run that ended well",
    )


def test_claims_are_bound(overlay: Overlay) -> None:
    phases = {found["status"]["phase"] for found in overlay.items("pvc")}
    assert phases <= {"Bound"}


def test_all_that_is_referred_to_exists(overlay: Overlay) -> None:
    there = {
        (kind, found["metadata"]["name"]): set(found.get("data", {}))
        for kind in ("ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "Service")
        for found in overlay.items(kind)
    }
    missing = [
        (kind, name, key)
        for kind, name, key in references(overlay)
        if (kind, name) not in FROM_OUTSIDE
        and ((kind, name) not in there or (key and key not in there[kind, name]))
    ]
    assert missing == []


def test_applying_again_leaves_the_replicas_to_the_autoscalers(overlay: Overlay) -> None:
    def replicas() -> dict[str, int]:
        found = overlay.items("deployments")
        return {one["metadata"]["name"]: one["spec"]["replicas"] for one in found}

    before = replicas()
    overlay.apply_changed()
    assert replicas() == before


def test_the_example_of_external_secrets_is_accepted(prod: Overlay) -> None:
    prod.kubectl.apply("-f", str(EXTERNAL_SECRETS))
    named = {found["spec"]["target"]["name"] for found in prod.items("externalsecrets")}
    assert named == {found["metadata"]["name"] for found in prod.items("secrets")}


WRONG = {
    "a field that does not exist": {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "spec": {"selector": {}, "endpoints": [{"port": "http", "pathh": "/metrics"}]},
    },
    "a pod with more rights than the namespace allows": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "spec": {
            "selector": {"matchLabels": {"app": "x"}},
            "template": {
                "metadata": {"labels": {"app": "x"}},
                "spec": {"containers": [{"name": "x", "image": "x"}]},
            },
        },
    },
    "a second autoscaler for the same Deployment": {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "spec": {
            "scaleTargetRef": {"name": "stego-worker"},
            "triggers": [{"type": "cron", "metadata": {}}],
        },
    },
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_wrong_is_refused(prod: Overlay, kubectl: Kubectl, fault: str) -> None:
    resource = {**WRONG[fault], "metadata": {"name": "wrong", "namespace": prod.namespace}}
    with pytest.raises(KubectlFailed):
        kubectl.apply_resources([resource])
    if fault.startswith("a pod"):  # it is taken, with a warning, which counts as refused here
        kubectl("delete", "-n", prod.namespace, "deployment", "wrong")


def has_ready(overlay: Overlay, deployment: str, wanted: int) -> bool:
    """Tell whether a Deployment has exactly so many replicas ready."""
    return overlay.ready(deployment) == wanted


def references(overlay: Overlay) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, name, key) of all that pods, autoscalers and the ingress name."""
    for kind in ("deployments", "statefulsets", "jobs"):
        for found in overlay.items(kind):
            yield from _of_pod(found["spec"]["template"]["spec"])
    for found in overlay.items("cronjobs"):
        yield from _of_pod(found["spec"]["jobTemplate"]["spec"]["template"]["spec"])
    for found in overlay.items("triggerauthentications"):
        for target in found["spec"].get("secretTargetRef", []):
            yield "Secret", target["name"], target["key"]
    for found in overlay.items("ingresses"):
        for rule in found["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                yield "Service", path["backend"]["service"]["name"], ""
        for tls in found["spec"].get("tls", []):
            yield "Secret", tls["secretName"], ""


def _of_pod(spec: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "ServiceAccount", spec.get("serviceAccountName", "default"), ""
    for container in spec["containers"]:
        for source in container.get("envFrom", []):
            yield "ConfigMap", source["configMapRef"]["name"], ""
        for variable in container.get("env", []):
            secret = variable.get("valueFrom", {}).get("secretKeyRef")
            if secret:
                yield "Secret", secret["name"], secret["key"]
    for volume in spec.get("volumes", []):
        if "configMap" in volume:
            yield "ConfigMap", volume["configMap"]["name"], ""
        if "persistentVolumeClaim" in volume:
            yield "PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"], ""

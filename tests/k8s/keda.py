"""KEDA's operator, metrics adapter and admission webhooks, run out of the cluster on loopback."""

import asyncio
import base64
import shutil
from typing import Any

import yaml
from cloak_local.ports import HOST

from tests.k8s.control_plane import ControlPlane
from tests.k8s.kubectl import Kubectl, Resource, until

NAMESPACE = "keda"
METRICS_API = "v1beta1.external.metrics.k8s.io"
HOSTS = ("localhost", "keda-metrics-apiserver.keda.svc", HOST)


async def start_keda(cluster: ControlPlane) -> None:
    """Return when KEDA answers for external metrics and refuses wrong ScaledObjects."""
    await asyncio.to_thread(_install, cluster)
    certificates = cluster.folder / "keda"
    pair = cluster.authority.issue("keda", "keda", hosts=HOSTS)
    certificates.mkdir()
    for source, name in (
        (cluster.authority.certificate, "ca.crt"),
        (pair.certificate, "tls.crt"),
        (pair.key, "tls.key"),
    ):
        shutil.copyfile(source, certificates / name)
    config = cluster.kubeconfig("keda", cluster.admin)
    env = {
        "KUBECONFIG": str(config),
        "POD_NAMESPACE": NAMESPACE,
        "WATCH_NAMESPACE": "",
        "KEDA_CLUSTER_OBJECT_NAMESPACE": NAMESPACE,
    }
    metrics, adapter, hooks = cluster.port(), cluster.port(), cluster.port()
    operator_health, hooks_health = cluster.port(), cluster.port()
    operator = cluster.run(
        "keda-operator",
        [
            *(f"--cert-dir={certificates}", "--enable-cert-rotation=false"),
            f"--metrics-bind-address={HOST}:{cluster.port()}",
            f"--health-probe-bind-address={HOST}:{operator_health}",
            f"--metrics-service-bind-address={HOST}:{metrics}",
            "--zap-encoder=console",
        ],
        env,
    )
    await cluster.until_answers(operator, f"http://{HOST}:{operator_health}/healthz")
    cluster.run(
        "keda-adapter",
        [
            *(f"--bind-address={HOST}", f"--secure-port={adapter}", f"--port={cluster.port()}"),
            *(f"--metrics-service-address=localhost:{metrics}", f"--cert-dir={certificates}"),
            f"--client-ca-file={cluster.authority.certificate}",
            *(f"--tls-cert-file={pair.certificate}", f"--tls-private-key-file={pair.key}"),
            *(f"--{kind}-kubeconfig={config}" for kind in ("lister", "authentication")),
            *(f"--authorization-kubeconfig={config}", "--zap-log-level=error"),
        ],
        env,
    )
    webhooks = cluster.run(
        "keda-webhooks",
        [
            *(f"--cert-dir={certificates}", f"--port={hooks}"),
            f"--metrics-bind-address={HOST}:{cluster.port()}",
            f"--health-probe-bind-address={HOST}:{hooks_health}",
        ],
        env,
    )
    await cluster.until_answers(webhooks, f"http://{HOST}:{hooks_health}/healthz")
    await asyncio.to_thread(_register, cluster, adapter, hooks)


def _install(cluster: ControlPlane) -> None:
    definitions = cluster.binaries.config
    cluster.kubectl("apply", "--server-side", "-k", str(definitions("keda")))
    cluster.kubectl("apply", "--server-side", "-f", str(definitions("definitions")))
    until(lambda: are_established(cluster.kubectl), "all definitions are established")
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    cluster.kubectl.apply_resources([namespace])


def _register(cluster: ControlPlane, adapter: int, hooks: int) -> None:
    """Send the API server to the adapter and the webhooks: they are servers of this machine."""
    authority = base64.b64encode(cluster.authority.pem).decode()
    cluster.kubectl.apply_resources(
        metrics_service("keda-metrics-apiserver", NAMESPACE, METRICS_API, adapter, authority)
    )
    until(lambda: is_available(cluster.kubectl, METRICS_API), "KEDA's metrics are available")
    written = cluster.binaries.config("keda-webhooks") / "validation_webhooks.yaml"
    configuration: Resource = yaml.safe_load(written.read_text())
    for webhook in configuration["webhooks"]:
        path = webhook["clientConfig"]["service"]["path"]
        webhook["clientConfig"] = {
            "url": f"https://localhost:{hooks}{path}",
            "caBundle": authority,
        }
        webhook["failurePolicy"] = "Fail"
    cluster.kubectl.apply_resources([configuration])


def metrics_service(
    service: str, namespace: str, api: str, port: int, authority: str
) -> list[dict[str, Any]]:
    """Describe a metrics API that a server of this machine answers, reached by its name."""
    version, _, group = api.partition(".")
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": service, "namespace": namespace},
            "spec": {"type": "ExternalName", "externalName": "localhost"},
        },
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"name": api},
            "spec": {
                "group": group,
                "version": version,
                "groupPriorityMinimum": 100,
                "versionPriority": 100,
                "service": {"name": service, "namespace": namespace, "port": port},
                "caBundle": authority,
            },
        },
    ]


def is_available(kubectl: Kubectl, api: str) -> bool:
    """Tell whether the API server reaches the server behind a metrics API."""
    return _holds(kubectl.get("apiservice", api), "Available")


def are_established(kubectl: Kubectl) -> bool:
    """Tell whether the API server serves every resource that was defined."""
    return all(_holds(definition, "Established") for definition in kubectl.items("crd"))


def _holds(resource: Resource, condition: str) -> bool:
    # What was made a moment ago has no status yet.
    conditions = resource.get("status", {}).get("conditions") or []
    return any(c["type"] == condition and c["status"] == "True" for c in conditions)

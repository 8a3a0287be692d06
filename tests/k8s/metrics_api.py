"""A stand-in for metrics-server: only its figures are invented, who reads them is real."""

import base64
import datetime
import json
import re
import ssl
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cloak_local.ports import HOST

from tests.k8s.control_plane import ControlPlane
from tests.k8s.keda import is_available, metrics_service
from tests.k8s.kubectl import until

API = "v1beta1.metrics.k8s.io"
GROUP = "metrics.k8s.io/v1beta1"
PODS = re.compile(rf"/apis/{GROUP}/namespaces/([^/]+)/pods")
QUIET_MILLICORES = 20
RESOURCES = {
    "kind": "APIResourceList",
    "apiVersion": "v1",
    "groupVersion": GROUP,
    "resources": [
        {"name": "pods", "namespaced": True, "kind": "PodMetrics", "verbs": ["get", "list"]}
    ],
}


class MetricsApi:
    """Tells how much CPU each pod uses: ``millicores`` by the name of its service."""

    def __init__(self, cluster: ControlPlane) -> None:
        self.millicores: dict[str, int] = {}
        self._cluster, self._trust = cluster, cluster.trust()
        hosts = ("localhost", "metrics-server.kube-system.svc")
        pair = cluster.authority.issue("metrics-server", "metrics-server", hosts=hosts)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "MetricsApi":
        self._thread.start()
        authority = base64.b64encode(self._cluster.authority.pem).decode()
        port = self._server.server_address[1]
        kubectl = self._cluster.kubectl
        kubectl.apply_resources(
            metrics_service("metrics-server", "kube-system", API, port, authority)
        )
        until(lambda: is_available(kubectl, API), "the metrics are available")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, address: str) -> dict[str, Any] | None:
        """Return what the metrics API says at this address, None where it has nothing."""
        parts = urllib.parse.urlsplit(address)
        if parts.path == f"/apis/{GROUP}":
            return RESOURCES
        asked = PODS.fullmatch(parts.path)
        if asked is None:
            return None
        url = f"{self._cluster.url}/api/v1/namespaces/{asked[1]}/pods?{parts.query}"
        with urllib.request.urlopen(url, context=self._trust, timeout=5) as found:  # noqa: S310 # ours
            pods = json.load(found)["items"]
        running = [self._usage(pod) for pod in pods if pod["status"].get("phase") == "Running"]
        kind = {"kind": "PodMetricsList", "apiVersion": GROUP, "metadata": {}}
        return {**kind, "items": running}

    def _usage(self, pod: dict[str, Any]) -> dict[str, Any]:
        meta = pod["metadata"]
        service = meta.get("labels", {}).get("app.kubernetes.io/name", "")
        cpu = f"{self.millicores.get(service, QUIET_MILLICORES)}m"
        names = [container["name"] for container in pod["spec"]["containers"]]
        usage = [{"name": name, "usage": {"cpu": cpu, "memory": "100Mi"}} for name in names]
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        kept = {key: meta[key] for key in ("name", "namespace", "labels") if key in meta}
        return {"metadata": kept, "timestamp": now, "window": "15s", "containers": usage}


def _handler(metrics: MetricsApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = metrics.answer(self.path)
            body = json.dumps(found or {}).encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:  # not on stderr
            return

    return Handler

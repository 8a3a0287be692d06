"""The monitoring port: Prometheus metrics and a liveness answer over plain HTTP."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import disable_created_metrics, make_wsgi_app

from cloak_model_server.metrics import REGISTRY

# The second is where TensorFlow Serving has them, so one scrape configuration fits both.
METRICS_PATHS = ("/metrics", "/monitoring/prometheus/metrics")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the parent's name
        """Scrapes are not worth a line each."""


@contextmanager
def monitoring(host: str, port: int, ready: Callable[[], bool]) -> Iterator[int]:
    """Serve /metrics, /healthz and /readyz from a thread; yield the port that was bound."""
    # A second series for each counter, which nobody reads.
    disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotation
    metrics: Callable[..., Iterable[bytes]] = make_wsgi_app(REGISTRY)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in METRICS_PATHS:
            return metrics(environ, start_response)
        if path == "/healthz" or (path == "/readyz" and ready()):
            status, body = "200 OK", b'{"status":"ok"}'
        elif path == "/readyz":
            status, body = "503 Service Unavailable", b'{"status":"loading"}'
        else:
            status, body = "404 Not Found", b'{"status":"not found"}'
        start_response(status, [("Content-Type", "application/json")])
        return [body]

    with make_server(host, port, app, _Server, _QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()

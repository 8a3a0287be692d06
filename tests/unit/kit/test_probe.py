"""The health check of an image: 0 for 200, 1 for anything else, and soon."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cloak_kit import probe


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Health) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_service_that_answers_200_is_healthy(address: str) -> None:
    assert probe.answers(address + "/readyz")


def test_any_other_answer_is_unhealthy(address: str) -> None:
    assert not probe.answers(address + "/healthz")


def test_a_closed_port_is_unhealthy() -> None:
    assert not probe.answers("http://127.0.0.1:1/readyz")


@pytest.mark.parametrize(("path", "status"), [("/readyz", 0), ("/healthz", 1)])
def test_the_command_ends_with_the_health_as_its_status(
    address: str, path: str, status: int
) -> None:
    command = [sys.executable, "-m", "cloak_kit.probe", address + path]
    assert subprocess.run(command, timeout=30, check=False).returncode == status


def test_the_command_loads_nothing_but_what_it_needs() -> None:
    code = "import sys, cloak_kit.probe; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=30, check=False).returncode == 0

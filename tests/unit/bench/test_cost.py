"""What a load costs is read from the processes themselves."""

import json
import os
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cloak_bench.cost import cost, reading

STORED = b"""# TYPE cloak_storage_stored_bytes_total counter
cloak_storage_stored_bytes_total{kind="result"} 5000.0
cloak_storage_stored_bytes_total{kind="upload"} 100.0
"""


class _Metrics(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/metrics" else 404)
        self.end_headers()
        self.wfile.write(STORED)

    def log_message(self, *_: object) -> None:
        """Nothing on the tests' output."""


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Path]:
    """The record of a system of one process, this one, that keeps a log segment."""
    server = HTTPServer(("127.0.0.1", 0), _Metrics)
    Thread(target=server.serve_forever, daemon=True).start()
    health = f"http://127.0.0.1:{server.server_port}/readyz"
    parts = {
        "storage": {"health": health, "process": {"pid": os.getpid(), "started": 1}},
        "redis": {"health": "redis://elsewhere:6379", "process": None},
    }
    segment = tmp_path / "kafka" / "logs" / "cloak.jobs.requested-0" / "0.log"
    segment.parent.mkdir(parents=True)
    segment.write_bytes(b"x" * 1_000)
    (tmp_path / "system.json").write_text(json.dumps({"parts": parts}))
    yield tmp_path / "system.json"
    server.shutdown()
    server.server_close()


def test_cpu_memory_and_bytes_are_shared_out_among_the_jobs(system: Path) -> None:
    before = reading(system)
    spend_until = time.process_time() + 0.2
    while time.process_time() < spend_until:
        pass
    with next(system.parent.rglob("*.log")).open("ab") as segment:
        segment.write(b"x" * 600)
    found = cost(before, reading(system), jobs=2)
    assert 0.05 < found["cpu_s_per_job"].pop("storage") < 1
    assert found["cpu_s_per_job"] == {}
    assert found["peak_memory_mib"]["storage"] > 20
    assert found["stored_bytes_per_job"] == {"result": 0, "upload": 0}
    assert found["kafka_bytes_per_job"] == 300

"""The command starts at once: what is heavy is loaded by those who need it."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
from typer.testing import CliRunner
from cloak_cli.app import app
assert CliRunner().invoke(app, ["--help"]).exit_code == 0
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_help_loads_neither_the_client_nor_the_codec_nor_tensorflow() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )

    loaded = set(done.stdout.split())
    assert "typer" in loaded
    assert not loaded & {"cloak_client", "cloak_codec", "httpx", "numpy", "pydantic", "tensorflow"}

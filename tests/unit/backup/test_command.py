"""The command as an operator, or a cluster, runs it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cloak_backup.__main__ import main
from pyrage.x25519 import Identity


def test_it_ends_when_it_is_told_to_and_leaves_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        port = silent.getsockname()[1]
        told = {
            "PATH": os.environ["PATH"],
            "CLOAK_BACKUP_MONGO_URI": f"mongodb://127.0.0.1:{port}/?directConnection=true",
            "CLOAK_BACKUP_RECIPIENTS": str(Identity.generate().to_public()),
        }
        with subprocess.Popen(
            [sys.executable, "-m", "cloak_backup", "make", tmp_path],
            env=told,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            connection, _ = silent.accept()
            with connection:
                process.send_signal(signal.SIGTERM)
                _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "make: it was told to end\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["0", "-1", "some"])
def test_a_number_that_would_keep_nothing_is_refused(
    number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cloak_backup", "make", "somewhere", "--keep", number])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "argument --keep: invalid" in capsys.readouterr().err

"""The record of what runs: one process for certain, never a stranger that got its number."""

import os
import subprocess
import sys
from pathlib import Path

from cloak_local.record import Entry, Identity, Record


def test_a_process_is_known_again_by_its_start_and_not_by_its_number() -> None:
    me = Identity.of(os.getpid())
    assert me.alive
    assert me.started is not None
    assert not Identity(me.pid, me.started + 1).alive


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    parts = {"redis": Entry("redis://127.0.0.1:1", Identity.of(os.getpid()))}
    record = Record.now(parts | {"kafka": Entry("tcp://k:9092", None)})
    record.write(tmp_path / "system.json")
    assert Record.read(tmp_path / "system.json") == record


def test_a_record_of_an_earlier_boot_is_no_record(tmp_path: Path) -> None:
    Record("another-boot", Identity.of(os.getpid()), {}).write(tmp_path / "system.json")
    assert Record.read(tmp_path / "system.json") is None


def test_a_stranger_with_a_recorded_number_is_left_alone() -> None:
    sleeper = [sys.executable, "-c", "input()"]
    with subprocess.Popen(sleeper, stdin=subprocess.PIPE, start_new_session=True) as stranger:
        known = Identity.of(stranger.pid)
        assert known.started is not None
        earlier = Identity(known.pid, known.started - 1)
        assert Record.now({"redis": Entry("redis://x:1", earlier)}).kill_remains() == []
        assert stranger.poll() is None
        assert Record.now({"redis": Entry("redis://x:1", known)}).kill_remains() == ["redis"]
        assert stranger.wait(10) == -9

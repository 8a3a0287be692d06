"""cloak verify, and the exit status that tells its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import UPLOAD
from tests.unit.client.server import NOW, Server, always

MAKER = {"id": "ada", "username": "ada", "display_name": "Ada L"}
MAP = {"columns": 4, "rows": 2, "width": 64, "height": 32, "cells": [[1, 0, 1.0], [2, 1, 0.25]]}


def says(server: Server, verdict: str, **more: Any) -> None:
    """Let the server know the next picture like this."""
    server.answers["POST /api/upload"] = always(UPLOAD, 201)
    server.answers["POST /api/verify"] = always({"verdict": verdict, **more})


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("unchanged", 0), ("recompressed", 15), ("altered", 16), ("unknown", 17)],
)
def test_the_exit_status_tells_the_verdict(
    server: Server, cloak: Cloak, cover: Path, verdict: str, status: int
) -> None:
    says(server, verdict)
    said = cloak("verify", cover, "--json")
    assert (said.status, said.fact["verdict"]) == (status, verdict)
    assert server.requests[-1][1] == b'{"image": "u-1"}'


def test_people_are_told_who_made_it_and_where_it_was_altered(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    says(server, "altered", made_by=MAKER, made_at=NOW, changes=["recompressed"], map=MAP)
    told = cloak("verify", cover).stdout.decode()
    assert "altered: made here" in told
    assert "by Ada L (ada)" in told
    assert "as a whole: recompressed" in told
    assert "2 places (25.0%) between 16,0 and 48,32 of 64 x 32 pixels" in told


def test_a_file_that_is_not_there_is_a_mistake(cloak: Cloak, tmp_path: Path) -> None:
    assert cloak("verify", tmp_path / "nothing.png").status == 2

"""The load benchmark as its page has it: it ends well and says what every part has spent."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from cloak_local.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.mark.parametrize("mode", [[], ["--mode", "covert"]])
async def test_a_load_comes_back_right_with_its_cost(
    system: System, cover: bytes, tmp_path: Path, mode: list[str]
) -> None:
    picture, out = tmp_path / "cover.png", tmp_path / "load.json"
    picture.write_bytes(cover)
    words = ["--server", system.gateway_url, "--system", str(system.places.record)]
    words += ["--cover", str(picture), "--jobs", "6", "--clients", "2", "--out", str(out), *mode]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cloak_bench", "load", *words
    )
    assert await asyncio.wait_for(process.wait(), 200) == 0
    found = json.loads(out.read_text())
    assert (found["jobs"], found["right"]) == (6, 6)
    assert found["cost"]["cpu_s_per_job"]["stego-worker-1"] > 0

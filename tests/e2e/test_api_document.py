"""docs/api.md: its commands, run as they stand by a shell with curl and nothing else of ours."""

import asyncio
import json
import os
import re
import secrets
from pathlib import Path

import pytest
from cloak_local.demo.story import ROBUST_COVER
from cloak_local.description import described_by
from cloak_local.system import System

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
ROOT = Path(__file__).resolve().parents[2]


async def test_curl_alone_can_register_hide_and_find(
    system: System, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL)
    folder = tmp_path_factory.mktemp("curl")
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        script,
        cwd=folder,
        env=os.environ
        | {
            "CLOAK_SERVER": system.gateway_url,
            "NAME": f"curl-{secrets.token_hex(4)}",
            "PICTURE": str(ROBUST_COVER),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(150):
        output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    last = output.decode().strip().splitlines()[-1]
    assert json.loads(last[last.rindex("{") :]) == {"kind": "text", "text": "meet at nine"}
    stego = (folder / "stego").read_bytes()
    assert stego.startswith(b"\xff\xd8"), "in the format of its cover"


async def test_the_web_apps_types_are_of_the_api_as_it_is(system: System) -> None:
    kept = (ROOT / "web/openapi.json").read_text()
    assert kept == await described_by(system.gateway_url), "run: make web-types"

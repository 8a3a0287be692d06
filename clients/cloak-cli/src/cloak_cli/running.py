"""The border of every command: its work is run, its errors become words and an exit status."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import typer

from cloak_cli.exits import Exit, Refused, exit_for_client_error, exit_for_failure

if TYPE_CHECKING:
    from cloak_client import CloakClient

    from cloak_cli.voice import Voice

Work = Callable[["CloakClient"], Awaitable[Exit]]


def with_server(server: str, voice: Voice, work: Work) -> None:
    """Do the work with a client of that server, then leave with its exit status."""
    from cloak_client import CloakClient, CloakClientError, Problem

    from cloak_cli.token_file import TokenFile, config_folder

    async def connected() -> Exit:
        tokens = TokenFile(config_folder(), server)
        async with CloakClient(server, tokens=tokens) as cloak:
            return await work(cloak)

    if not server.startswith(("http://", "https://")):
        raise typer.BadParameter("it must begin with http:// or https://", param_hint="--server")
    try:
        status = asyncio.run(connected())
    except Problem as problem:
        extras = {"status": problem.status, "request_id": problem.request_id, **problem.extras}
        voice.fail(problem.code, problem.detail, **extras)
        status = exit_for_client_error(problem)
    except Refused as refusal:
        voice.fail(refusal.code, str(refusal), **refusal.extras)
        status = exit_for_failure(refusal.code)
    except CloakClientError as error:
        status = exit_for_client_error(error)
        voice.fail(code_of(error), str(error))
    except OSError as error:
        voice.fail("file_error", str(error))
        status = Exit.USAGE
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    raise typer.Exit(status)


def code_of(error: Exception) -> str:
    """A stable code for an error that has none of the server's: its name in snake case."""
    name = type(error).__name__
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")

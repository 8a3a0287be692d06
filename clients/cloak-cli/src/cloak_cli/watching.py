"""cloak watch: one job to its end, or all that happens."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import Exit
from cloak_cli.jobs import followed, unsuccessful
from cloak_cli.options import DEFAULT_SERVER, AsJson, Deadline, Server
from cloak_cli.running import with_server
from cloak_cli.voice import Voice, facts

if TYPE_CHECKING:
    from cloak_client import CloakClient


def watch(
    job_id: Annotated[
        str | None, typer.Argument(metavar="[JOB]", help="The job; without it, all that happens.")
    ] = None,
    deadline: Deadline = 300,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Follow a job to its end, or show all that happens until Ctrl-C."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        if job_id is None:
            return await _watch_everything(cloak, voice)
        job = await followed(cloak, voice, job_id, deadline)
        status = unsuccessful(voice, job)
        if status is not None:
            return status
        voice.fact(facts(job))
        voice.say(f"{job.id} {job.status}{f': {job.answer}' if job.answer else ''}", style="green")
        return Exit.OK

    with_server(server, voice, work)


async def _watch_everything(cloak: CloakClient, voice: Voice) -> Exit:
    async with aclosing(cloak.events()) as events:
        async for event in events:
            voice.fact({"id": event.id, "event": event.kind, "data": event.data})
            if event.data:  # `ready` and `reset` only tell a program where it stands
                voice.show(f"{event.kind}: {event.data}")
    return Exit.OK

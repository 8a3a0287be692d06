"""cloak embed and cloak capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import Exit
from cloak_cli.jobs import fetched, followed, unsuccessful
from cloak_cli.options import (
    DEFAULT_SERVER,
    AsJson,
    Channel,
    Deadline,
    MadeFile,
    Mode,
    Private,
    Rate,
    Server,
    To,
    Unsealed,
    modes_asked,
)
from cloak_cli.pictures import checked_picture, upload_of
from cloak_cli.running import with_server
from cloak_cli.submitting import submitted
from cloak_cli.voice import Voice, facts
from cloak_cli.wish import Wish, spread

if TYPE_CHECKING:
    from cloak_client import Capacity, CloakClient

Cover = Annotated[
    str,
    typer.Argument(help="The picture to hide in: a file, or its id.", callback=checked_picture),
]


@spread
def embed(
    cover: Cover,
    out: MadeFile,
    wish: Wish,
    private: Private = False,
    to: To = None,
    deadline: Deadline = 300,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Hide a text, a file or a picture in a cover."""
    voice = Voice(as_json=as_json)
    order = wish.order(out)
    if to and order.passphrase is not None:
        raise typer.BadParameter("people open it with their own keys", param_hint="--to")

    async def work(cloak: CloakClient) -> Exit:
        upload = await upload_of(cloak, voice, cover)
        job = await submitted(cloak, upload, order, private=private, to=to or [])
        job = await followed(cloak, voice, job.id, deadline)
        status = unsuccessful(voice, job)
        if status is not None:
            return status
        size = await fetched(cloak, voice, job.id, out)
        voice.fact({"job": facts(job), "saved": str(out), "size": size})
        quality = f", PSNR {job.report.psnr_db:.1f} dB" if job.report else ""
        voice.say(f"{out}: {size} bytes{quality}", style="green")
        return Exit.OK

    with_server(server, voice, work)


def capacity(
    cover: Cover,
    mode: Mode = None,
    unsealed: Unsealed = False,
    channel: Channel = None,
    rate: Rate = None,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Say how much a cover carries."""
    voice = Voice(as_json=as_json)
    modes = modes_asked(mode, channel, rate)

    async def work(cloak: CloakClient) -> Exit:
        upload = await upload_of(cloak, voice, cover)
        found = [
            await cloak.capacity(
                upload.id, mode=one, sealed=not unsealed, channel=channel, rate=rate
            )
            for one in modes
        ]
        voice.fact({"upload": upload.id, "items": [facts(one) for one in found]})
        title = f"{upload.width}x{upload.height}"
        columns = ("mode", "bytes", "characters", "picture")
        voice.table(title, columns, (_row(one) for one in found))
        return Exit.OK

    with_server(server, voice, work)


def _row(found: Capacity) -> tuple[str, ...]:
    picture = f"{found.picture.width}x{found.picture.height}" if found.picture else ""
    return (found.mode, str(found.payload_bytes), str(found.characters), picture)

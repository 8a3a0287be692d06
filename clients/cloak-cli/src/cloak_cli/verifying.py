"""cloak verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import EXIT_BY_VERDICT, Exit
from cloak_cli.options import DEFAULT_SERVER, AsJson, Server
from cloak_cli.pictures import blob_of, checked_picture
from cloak_cli.running import with_server
from cloak_cli.voice import Voice, facts, when

if TYPE_CHECKING:
    from cloak_client import CloakClient, Verification

WORDS = {
    "unchanged": "this very file was made here",
    "recompressed": "made here; changed as a whole",
    "altered": "made here, and altered since",
    "unknown": "nothing that one may read here looks like this picture",
}


def verify(
    picture: Annotated[
        str,
        typer.Argument(
            help="The picture: a file, or the id of one sent to you.", callback=checked_picture
        ),
    ],
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Tell whether a picture was made here, by whom, and whether it was altered since.

    The exit status tells the verdict.
    """
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        found = await cloak.verify(await blob_of(cloak, voice, picture))
        voice.fact(facts(found))
        for line in _told(found):
            voice.show(line)
        return EXIT_BY_VERDICT.get(found.verdict, Exit.UNKNOWN)

    with_server(server, voice, work)


def _told(found: Verification) -> list[str]:
    lines = [f"{found.verdict}: {WORDS.get(found.verdict, '')}"]
    if found.made_by is not None:
        lines.append(f"by {found.made_by.display_name} ({found.made_by.username})")
    if found.made_at is not None:
        lines.append(f"at {when(found.made_at)}")
    if found.changes:
        lines.append(f"as a whole: {', '.join(found.changes)}")
    if found.map is not None and found.map.cells:
        lines.append(f"altered: {_places(found)}")
    return lines


def _places(found: Verification) -> str:
    """The box around what was altered, in pixels, and how much of the picture it is."""
    grid = found.map
    if grid is None:
        return ""
    columns, rows = [cell[0] for cell in grid.cells], [cell[1] for cell in grid.cells]
    left, right = min(columns) * grid.width, (max(columns) + 1) * grid.width
    top, bottom = min(rows) * grid.height, (max(rows) + 1) * grid.height
    share = len(grid.cells) / (grid.columns * grid.rows)
    return (
        f"{len(grid.cells)} places ({share:.1%}) between {left // grid.columns},{top // grid.rows}"
        f" and {-(-right // grid.columns)},{-(-bottom // grid.rows)}"
        f" of {grid.width} x {grid.height} pixels"
    )

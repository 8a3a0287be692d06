"""Pictures on the command line: a file, or the id of one that is on the server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cloak_cli.bars import transfer_bar

if TYPE_CHECKING:
    from cloak_client import CloakClient, Upload

    from cloak_cli.voice import Voice

BLOB_ID = re.compile(r"u-[0-9a-f]{32}|j-[0-9a-f]{32}\.stego")


def is_blob_id(picture: str) -> bool:
    """True for an id; a file of that name needs ./ in front."""
    return BLOB_ID.fullmatch(picture) is not None


async def blob_of(cloak: CloakClient, voice: Voice, picture: str) -> str:
    """The blob id of a picture, which is uploaded if it is a file."""
    if is_blob_id(picture):
        return picture
    return (await _uploaded(cloak, voice, Path(picture))).id


async def upload_of(cloak: CloakClient, voice: Voice, picture: str) -> Upload:
    """One's own picture, uploaded if it is a file."""
    if is_blob_id(picture):
        return await cloak.get_upload(picture)
    return await _uploaded(cloak, voice, Path(picture))


async def _uploaded(cloak: CloakClient, voice: Voice, path: Path) -> Upload:
    with transfer_bar(voice, path.name) as progress:
        upload = await cloak.upload(path, progress=progress)
    for advice in upload.advice:
        voice.say(f"{advice.code}: {advice.message}", style="yellow")
    return upload


def checked_picture(picture: str) -> str:
    """The argument if it is an id or a file that is there; raises BadParameter."""
    if not is_blob_id(picture) and not Path(picture).is_file():
        raise typer.BadParameter(f"{picture} is no file and no id of a picture")
    return picture

"""cloak extract."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import Exit
from cloak_cli.finding import ANSWER_BY_REFUSAL, TEXT_TYPE, Finding, report, without_passphrase
from cloak_cli.jobs import followed, unsuccessful
from cloak_cli.options import (
    DEFAULT_SERVER,
    AsJson,
    AskPassphrase,
    Deadline,
    OwnPassword,
    PassphraseFile,
    Private,
    SavedPayload,
    Server,
)
from cloak_cli.pictures import blob_of, checked_picture
from cloak_cli.running import with_server
from cloak_cli.secret_input import STDIN, may_ask, passphrase, password, prompt
from cloak_cli.voice import Voice

if TYPE_CHECKING:
    from cloak_client import CloakClient, Job
    from cloak_client.payloads import Opened


def extract(
    picture: Annotated[
        str,
        typer.Argument(
            help="The picture to look into: a file, or the id of one sent to you.",
            callback=checked_picture,
        ),
    ],
    out: SavedPayload = None,
    passphrase_file: PassphraseFile = None,
    ask_passphrase: AskPassphrase = False,
    password_file: OwnPassword = None,
    private: Private = False,
    deadline: Deadline = 300,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Find what a picture hides. The exit status tells the answer."""
    voice = Voice(as_json=as_json)
    check_out(out, as_json=as_json)
    secret = passphrase(passphrase_file, ask=ask_passphrase, confirm=False)

    async def work(cloak: CloakClient) -> Exit:
        blob = await blob_of(cloak, voice, picture)
        asked = await _asked(cloak, blob, secret, private=private)
        job = await followed(cloak, voice, asked.id, deadline)
        status = unsuccessful(voice, job)
        if status is not None:
            return status
        finding, content = await _opened(cloak, voice, job, secret, private=private)
        if finding.reason == "recipient_key_required":
            finding, content = await _opened_as_me(cloak, voice, finding, password_file)
        return report(voice, finding, content, out)

    with_server(server, voice, work)


def check_out(out: Path | None, *, as_json: bool) -> None:
    """Raise BadParameter where the payload and the JSON would both go to stdout."""
    if out == STDIN and as_json:
        raise typer.BadParameter("stdout is taken by --json", param_hint="--out")


async def _asked(cloak: CloakClient, blob: str, secret: str | None, *, private: bool) -> Job:
    """The job that looks; what stays here when ``private`` is the passphrase, not the place."""
    if not private:
        return await cloak.extract(blob, passphrase=secret)
    from cloak_cli.sealing_here import place_of

    return await cloak.extract(blob, placement=await asyncio.to_thread(place_of, secret))


async def _opened(
    cloak: CloakClient, voice: Voice, job: Job, secret: str | None, *, private: bool
) -> tuple[Finding, bytes | None]:
    about = Finding(
        job.answer or "no_message",
        corrected_share=job.corrected_share,
        mode=job.mode,
        needs_model=job.needs_model,
        job=job.id,
    )
    if about.answer != "payload":
        return without_passphrase(about, secret), None
    opening = await _open_once(cloak, secret, about, private=private)
    if opening[0].reason == "passphrase_required" and not voice.as_json and may_ask():
        typed = prompt("Passphrase", confirm=False)
        opening = await _open_once(cloak, typed, about, private=private)
    return opening


async def _opened_as_me(
    cloak: CloakClient, voice: Voice, about: Finding, password_file: Path | None
) -> tuple[Finding, bytes | None]:
    """With the account's own key, if its password is given or can be asked for."""
    if password_file is None and (voice.as_json or not may_ask()):
        return about, None
    from cloak_cli.own_key import opened_with_own_key

    word = password(password_file, confirm=False)
    return await opened_with_own_key(cloak, word, replace(about, reason=None))


async def _open_once(
    cloak: CloakClient, secret: str | None, about: Finding, *, private: bool
) -> tuple[Finding, bytes | None]:
    from cloak_client import Invalid

    job_id = about.job or ""
    if private:
        from cloak_cli.sealing_here import opened_here

        async with cloak.result(job_id) as sealed:
            return await asyncio.to_thread(opened_here, await sealed.read(), secret, about)
    try:
        return _found(about, await cloak.open(job_id, secret))
    except Invalid as refusal:
        if refusal.code not in ANSWER_BY_REFUSAL:
            raise
        return replace(about, answer=ANSWER_BY_REFUSAL[refusal.code], reason=refusal.code), None


def _found(about: Finding, payload: Opened) -> tuple[Finding, bytes]:
    from cloak_client import OpenedText

    if isinstance(payload, OpenedText):
        content = payload.text.encode()
        text = replace(about, kind="text", text=payload.text, media_type=TEXT_TYPE)
        return replace(text, size=len(content)), content
    file = replace(about, kind=payload.kind, name=payload.name, media_type=payload.media_type)
    return replace(file, size=len(payload.content)), payload.content

"""cloak extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cloak_cli.exits import Exit
from cloak_cli.finding import Finding, report
from cloak_cli.jobs import followed, unsuccessful
from cloak_cli.options import (
    DEFAULT_SERVER,
    AsJson,
    AskPassphrase,
    Deadline,
    PassphraseFile,
    SavedPayload,
    Server,
)
from cloak_cli.pictures import blob_of, checked_picture
from cloak_cli.running import with_server
from cloak_cli.secret_input import STDIN, may_ask, passphrase, prompt
from cloak_cli.voice import Voice

ANSWER_BY_REFUSAL = {
    "wrong_key": "wrong_key",
    "passphrase_required": "wrong_key",
    "damaged_payload": "damaged",
    "needs_newer_version": "needs_model",
}

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
        job = await followed(cloak, voice, (await cloak.extract(blob)).id, deadline)
        status = unsuccessful(voice, job)
        if status is not None:
            return status
        finding, content = await _opened(cloak, voice, job, secret)
        return report(voice, finding, content, out)

    with_server(server, voice, work)


def check_out(out: Path | None, *, as_json: bool) -> None:
    """Raise BadParameter where the payload and the JSON would both go to stdout."""
    if out == STDIN and as_json:
        raise typer.BadParameter("stdout is taken by --json", param_hint="--out")


async def _opened(
    cloak: CloakClient, voice: Voice, job: Job, secret: str | None
) -> tuple[Finding, bytes | None]:
    from cloak_client import Invalid, PassphraseRequired

    if job.answer != "payload":
        return _finding(job, job.answer or "no_message"), None
    try:
        try:
            payload = await cloak.open(job.id, secret)
        except PassphraseRequired:
            if secret is not None or voice.as_json or not may_ask():
                raise
            payload = await cloak.open(job.id, prompt("Passphrase", confirm=False))
    except Invalid as refusal:
        if refusal.code not in ANSWER_BY_REFUSAL:
            raise
        return _finding(job, ANSWER_BY_REFUSAL[refusal.code], reason=refusal.code), None
    return _found(job, payload)


def _finding(job: Job, answer: str, reason: str | None = None) -> Finding:
    return Finding(
        answer,
        corrected_share=job.corrected_share,
        mode=job.mode,
        needs_model=job.needs_model,
        reason=reason,
        job=job.id,
    )


def _found(job: Job, payload: Opened) -> tuple[Finding, bytes]:
    from cloak_client import OpenedText

    about: dict[str, Any] = {
        "corrected_share": job.corrected_share,
        "mode": job.mode,
        "job": job.id,
        "kind": payload.kind,
    }
    if isinstance(payload, OpenedText):
        content = payload.text.encode()
        about |= {"text": payload.text, "media_type": "text/plain; charset=utf-8"}
    else:
        content = payload.content
        about |= {"name": payload.name, "media_type": payload.media_type}
    return Finding("payload", size=len(content), **about), content

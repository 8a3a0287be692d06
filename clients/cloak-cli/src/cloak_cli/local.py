"""cloak local: the same without any server, on the codec and the SavedModels alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cloak_cli.exits import Exit, Refused, exit_for_failure
from cloak_cli.extracting import check_out
from cloak_cli.finding import Finding, report, without_passphrase
from cloak_cli.made_file import write_whole
from cloak_cli.options import (
    AsJson,
    AskPassphrase,
    Channel,
    MadeFile,
    Mode,
    Models,
    PassphraseFile,
    Rate,
    SavedPayload,
    Unsealed,
    modes_asked,
)
from cloak_cli.secret_input import may_ask, passphrase, prompt
from cloak_cli.voice import Voice
from cloak_cli.wish import Wish, spread

app = typer.Typer(help="Hide and find without any server.", no_args_is_help=True)

Picture = Annotated[Path, typer.Argument(help="A picture.", exists=True, dir_okay=False)]


@app.command()
@spread
def embed(
    cover: Picture,
    out: MadeFile,
    wish: Wish,
    as_json: AsJson = False,
) -> None:
    """Hide a text, a file or a picture in a cover."""
    voice = Voice(as_json=as_json)
    order = wish.order(out)

    def work() -> Exit:
        from cloak_cli.local_codec import hide

        embedded = hide(cover, order)
        write_whole(out, embedded.file)
        size = len(embedded.file)
        voice.fact(
            {
                "file": str(out),
                "media_type": embedded.media_type,
                "size": size,
                "kind": order.hidden.kind,
                "mode": order.mode,
                "report": asdict(embedded.report),
                "timings": dict(embedded.timings),
            }
        )
        voice.say(f"{out}: {size} bytes, PSNR {embedded.report.psnr_db:.1f} dB", style="green")
        return Exit.OK

    _with_codec(voice, work)


@app.command()
def extract(
    picture: Picture,
    out: SavedPayload = None,
    passphrase_file: PassphraseFile = None,
    ask_passphrase: AskPassphrase = False,
    models: Models = None,
    as_json: AsJson = False,
) -> None:
    """Find what a picture hides. The exit status tells the answer."""
    voice = Voice(as_json=as_json)
    check_out(out, as_json=as_json)
    secret = passphrase(passphrase_file, ask=ask_passphrase, confirm=False)

    def work() -> Exit:
        from cloak_cli.local_codec import find
        from cloak_cli.sealing_here import opened_here

        found = find(picture, secret, models)
        finding = Finding(
            found.answer.value,
            corrected_share=found.corrected_share,
            mode=found.mode.value if found.mode else None,
            needs_model=found.needs_model,
        )
        if found.sealed is None:
            return report(voice, without_passphrase(finding, secret), None, out)
        opening = opened_here(found.sealed, secret, finding)
        if opening[0].reason == "passphrase_required" and not as_json and may_ask():
            opening = opened_here(found.sealed, prompt("Passphrase", confirm=False), finding)
        return report(voice, *opening, out)

    _with_codec(voice, work)


@app.command()
def capacity(
    cover: Picture,
    mode: Mode = None,
    unsealed: Unsealed = False,
    channel: Channel = None,
    rate: Rate = None,
    as_json: AsJson = False,
) -> None:
    """Say how much a cover carries."""
    voice = Voice(as_json=as_json)
    modes = modes_asked(mode, channel, rate)

    def work() -> Exit:
        from cloak_cli.local_codec import capacities

        (width, height), found = capacities(cover, modes, channel, rate, sealed=not unsealed)
        voice.fact({"width": width, "height": height, "items": found})
        columns = ("mode", "bytes", "characters", "picture")
        voice.table(f"{width}x{height}", columns, (_row(one) for one in found))
        return Exit.OK

    _with_codec(voice, work)


@app.command()
def survival(
    cover: Picture,
    size: Annotated[int, typer.Option("--bytes", min=0, help="How long the message is.")],
    unsealed: Unsealed = False,
    channel: Channel = None,
    as_json: AsJson = False,
) -> None:
    """Say how often messages as long, in pictures as large, were read exactly after a channel.

    Counted in the mode robust, on other pictures; what was never measured is not in the list.
    """
    voice = Voice(as_json=as_json)

    def work() -> Exit:
        from cloak_cli.local_codec import chances

        found = chances(cover, size, channel, sealed=not unsealed)
        voice.fact({"items": [asdict(one) for one in found]})
        voice.table(
            f"{size} bytes",
            ("after", "exact", "of", "95 % sure"),
            (
                (one.journey, f"{one.exact}", f"{one.tried}", f"{one.low:.1%} to {one.high:.1%}")
                for one in found
            ),
        )
        return Exit.OK

    _with_codec(voice, work)


def _with_codec(voice: Voice, work: Callable[[], Exit]) -> None:
    """Do the work, then leave with its exit status; refusals of the codec become words."""
    from cloak_codec import CodecError

    from cloak_cli.sealing_here import refused

    try:
        try:
            status = work()
        except CodecError as refusal:
            raise refused(refusal) from refusal
    except Refused as refusal:
        voice.fail(refusal.code, str(refusal), **refusal.extras)
        status = exit_for_failure(refusal.code)
    except OSError as error:
        voice.fail("file_error", str(error))
        status = Exit.USAGE
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    raise typer.Exit(status)


def _row(room: dict[str, Any]) -> tuple[str, ...]:
    size = room["picture"]
    picture = f"{size['width']}x{size['height']}" if size else ""
    return (room["mode"], str(room["payload_bytes"]), str(room["characters"]), picture)

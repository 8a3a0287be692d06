"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

DEFAULT_SERVER = "http://127.0.0.1:8080"


ModeChoice = Literal["robust", "image", "covert"]
OutputChoice = Literal["auto", "png", "jpeg"]
MODES: tuple[ModeChoice, ...] = get_args(ModeChoice)

Server = Annotated[
    str, typer.Option("--server", envvar="CLOAK_SERVER", help="The server's address.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout, for machines.")]
Deadline = Annotated[
    float, typer.Option("--deadline", min=1, help="Seconds to wait for the job at most.")
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=200, help="How many at most.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="A file that holds the passphrase; - is stdin."),
]
AskPassphrase = Annotated[
    bool, typer.Option("--ask-passphrase", "-p", help="Ask for the passphrase, hidden.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="A file that holds the password; - is stdin."),
]
OwnPassword = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="A file that holds your account's password, which opens what was sealed for you.",
    ),
]
Mode = Annotated[
    ModeChoice | None,
    typer.Option("--mode", help="How to hide; by default image for --image, else robust."),
]
Output = Annotated[
    OutputChoice | None,
    typer.Option(
        "--output", help="Format of the picture made; auto: as its name says, or as COVER."
    ),
]
Channel = Annotated[
    str | None,
    typer.Option(
        "--channel",
        help="How the picture will travel: lossless, chat, social, or steps such as "
        "resize:0.5,jpeg:50. By default chat, for a hidden picture jpeg:80.",
    ),
]
Rate = Annotated[
    float | None,
    typer.Option("--rate", help="Bits for each value of the cover, in covert: less is safer."),
]
TextToHide = Annotated[str | None, typer.Option("--text", help="Hide this text; - reads stdin.")]
FileToHide = Annotated[
    Path | None, typer.Option("--file", help="Hide this file.", exists=True, dir_okay=False)
]
PictureToHide = Annotated[
    Path | None, typer.Option("--image", help="Hide this picture.", exists=True, dir_okay=False)
]


def _placeable(out: Path) -> Path:
    """The path, if a file can stand there: better told now than after the work."""
    if not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}")
    return out


MadeFile = Annotated[
    Path,
    typer.Option(
        "--out", "-o", help="Where to put the picture made.", dir_okay=False, callback=_placeable
    ),
]
SavedPayload = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Where to put what was hidden: a file, a folder, - stdout."),
]
Private = Annotated[
    bool,
    typer.Option(
        "--private", help="Seal and open on this computer: the server sees ciphertext alone."
    ),
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", help="Seal it here for this user alone; again for more of them."),
]
Unsealed = Annotated[
    bool, typer.Option("--unsealed", help="Without a passphrase, which carries a little more.")
]
Models = Annotated[
    Path | None,
    typer.Option("--models", envvar="CLOAK_MODEL_REPOSITORY", help="The model repository."),
]


def modes_asked(
    mode: ModeChoice | None, channel: str | None, rate: float | None
) -> tuple[ModeChoice, ...]:
    """The one mode, or all; raises BadParameter for a channel or rate that no mode is named for."""
    if mode is not None:
        return (mode,)
    if channel is not None or rate is not None:
        raise typer.BadParameter("--channel and --rate belong to a mode: say which with --mode")
    return MODES

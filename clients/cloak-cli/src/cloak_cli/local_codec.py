"""Hiding and finding in this process: the codec on the SavedModels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import cloak_codec
import typer
from cloak_codec import Check, Embedded, Extracted, Mode

from cloak_cli.options import ChannelChoice, ModeChoice, OutputChoice
from cloak_cli.payload_input import ToHide
from cloak_cli.quiet import native_chatter_held
from cloak_cli.sealing_here import sealed_here

REPOSITORY_OF_A_CHECKOUT = Path(__file__).parents[4] / "model_repository"


@dataclass(frozen=True, slots=True)
class Making:
    """How a picture is to be made."""

    mode: ModeChoice
    output: OutputChoice
    channel: ChannelChoice
    passphrase: str | None = field(repr=False)


def hide(cover: Path, hidden: ToHide, making: Making, models: Path | None) -> Embedded:
    """The finished picture; raises CodecError, OSError."""
    image = picture_bytes(cover)
    info = cloak_codec.inspect(image)
    sealed = sealed_here(hidden, making.mode, (info.width, info.height), making.passphrase)
    repository = model_repository(models)
    with _stages_shown() as show:
        from cloak_codec.saved_models import SavedModels

        return cloak_codec.embed(
            image,
            sealed,
            mode=Mode(making.mode),
            networks=SavedModels(repository),
            output=making.output,
            channel=making.channel,
            check=show,
        )


def find(picture: Path, models: Path | None) -> Extracted:
    """What the picture holds, still sealed; raises CodecError, OSError."""
    image = picture_bytes(picture)
    repository = model_repository(models)
    with _stages_shown() as show:
        from cloak_codec.saved_models import SavedModels

        return cloak_codec.extract(image, networks=SavedModels(repository), check=show)


def capacities(
    cover: Path, modes: Iterable[ModeChoice], *, sealed: bool
) -> tuple[tuple[int, int], list[dict[str, Any]]]:
    """The cover's size and what it carries in each mode; raises CodecError, OSError."""
    info = cloak_codec.inspect(picture_bytes(cover))
    found = []
    for mode in modes:
        room = cloak_codec.capacity(info.width, info.height, Mode(mode), sealed=sealed)
        width, height = room.picture or (None, None)
        picture = {"width": width, "height": height} if room.picture else None
        found.append({"mode": mode, "sealed": sealed, **asdict(room), "picture": picture})
    return (info.width, info.height), found


def picture_bytes(path: Path) -> bytes:
    """The file, or as much of it as the codec needs to refuse it as too large."""
    with path.open("rb") as file:
        return file.read(cloak_codec.LIMITS.most_file_bytes + 1)


def model_repository(given: Path | None) -> Path:
    """The folder of the SavedModels; raises BadParameter where there is none."""
    folder = given or REPOSITORY_OF_A_CHECKOUT
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder; set it", param_hint="--models")
    return folder


@contextmanager
def _stages_shown() -> Iterator[Check]:
    """Show each stage on the terminal while the libraries' own chatter is held back."""
    from rich.console import Console

    with native_chatter_held() as terminal:
        console = Console(file=terminal)
        if not console.is_terminal:
            yield lambda stage: None
            return
        with console.status("loading the networks") as status:
            yield status.update

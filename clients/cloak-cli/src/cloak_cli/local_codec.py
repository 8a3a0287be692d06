"""Hiding and finding in this process: the codec on the SavedModels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cloak_codec
import typer
from cloak_codec import LIMITS, Check, Embedded, Extracted, Mode, Survival, Way
from cloak_codec.imagewriter import chosen_output

from cloak_cli.options import ModeChoice
from cloak_cli.quiet import native_chatter_held
from cloak_cli.sealing_here import place_of, placement_here, sealed_here, way_of
from cloak_cli.wish import Order

REPOSITORY_OF_A_CHECKOUT = Path(__file__).parents[4] / "model_repository"


def hide(cover: Path, order: Order) -> Embedded:
    """The finished picture; raises CodecError, OSError, Refused."""
    way = way_of(order)
    image = picture_bytes(cover)
    info = cloak_codec.inspect(image, LIMITS.for_mode(way.mode))
    room = None
    if way.is_inlaid:
        room = way.capacity_of(image, sealed=order.passphrase is not None)
    sealed = sealed_here(order, way, (info.width, info.height), room)
    with _stages_shown("looking at the picture") as show:
        return cloak_codec.embed(
            image,
            sealed,
            mode=way.mode,
            output=chosen_output(order.output or "auto", way.mode, info.media_type),
            channel=way.channel,
            placement=placement_here(order),
            rate=way.rate,
            check=show,
        )


def find(picture: Path, passphrase: str | None, models: Path | None) -> Extracted:
    """What the picture holds, still sealed; raises CodecError, OSError, Refused."""
    image = picture_bytes(picture)
    placement = place_of(passphrase)
    repository = model_repository(models)
    with _stages_shown("loading the networks") as show:
        from cloak_codec.saved_models import SavedModels

        return cloak_codec.extract(
            image, networks=SavedModels(repository), placement=placement, check=show
        )


def capacities(
    cover: Path,
    modes: Iterable[ModeChoice],
    channel: str | None,
    rate: float | None,
    *,
    sealed: bool,
) -> tuple[tuple[int, int], list[dict[str, Any]]]:
    """The cover's size and what it carries in each mode; raises CodecError, OSError."""
    image = picture_bytes(cover)
    info = cloak_codec.inspect(image)
    found = []
    for mode in modes:
        way = Way.checked(Mode(mode), channel, rate)
        room = way.capacity_of(image, sealed=sealed)
        width, height = room.picture or (None, None)
        picture = {"width": width, "height": height} if room.picture else None
        asked = {"mode": mode, "channel": way.channel, "rate": rate, "sealed": sealed}
        found.append({**asked, **asdict(room), "picture": picture})
    return (info.width, info.height), found


def chances(cover: Path, size: int, channel: str | None, *, sealed: bool) -> list[Survival]:
    """What is known of ``size`` bytes in such a cover; raises CodecError, OSError."""
    info = cloak_codec.inspect(picture_bytes(cover))
    way = Way.checked(Mode.ROBUST, channel, None)
    return cloak_codec.survival(info.width, info.height, size, way.channel, sealed=sealed)


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
def _stages_shown(first: str) -> Iterator[Check]:
    """Show each stage on the terminal while the libraries' own chatter is held back."""
    from rich.console import Console

    with native_chatter_held() as terminal:
        console = Console(file=terminal)
        if not console.is_terminal:
            yield lambda stage: None
            return
        with console.status(first) as status:
            yield status.update

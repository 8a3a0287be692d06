"""The health table: every part, whether it is well, since when, and what happened last."""

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cloak_local.record import Record
from cloak_local.system import System
from cloak_local.units import State, Unit

NOTES_SHOWN = 8
MARKS: Mapping[str, str] = {"healthy": "green", "elsewhere": "green", "starting": "yellow"}


def live_view(system: System, health: Mapping[str, str | None]) -> RenderableType:
    """Draw a system that this process supervises, with its last notes."""
    table = _table("part", "health", "pid", "restarts", "address")
    for unit in system.units:
        pid = str(unit.process.pid) if unit.process else "-"
        word = _word(unit, health.get(unit.name))
        table.add_row(unit.name, _marked(word), pid, str(unit.restarts), _address(unit.part.health))
    lines = [Text(note, style="dim") for note in list(system.notes)[-NOTES_SHOWN:]]
    footer = Text(f"{system.gateway_url}/api/docs   Ctrl-C ends everything", style="bold")
    return Group(table, *lines, footer)


def recorded_view(record: Record, health: Mapping[str, str | None]) -> RenderableType:
    """Draw a system that another process supervises."""
    table = _table("part", "health", "pid", "address")
    for name, entry in record.parts.items():
        pid = str(entry.process.pid) if entry.process else "-"
        word = health[name] or ("healthy" if entry.process else "elsewhere")
        table.add_row(name, _marked(word), pid, _address(entry.health))
    return table


def _word(unit: Unit, reason: str | None) -> str:
    if unit.state is not State.RUNNING:
        return str(unit.state)
    return reason or ("healthy" if unit.process else "elsewhere")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=column != "health")
    return table


def _marked(word: str) -> Text:
    return Text(word, style=MARKS.get(word, "red"))


def _address(health: str) -> str:
    return health.removesuffix("/readyz")


def all_well(health: Iterable[str | None]) -> bool:
    """Tell whether every part is healthy."""
    return all(reason is None for reason in health)

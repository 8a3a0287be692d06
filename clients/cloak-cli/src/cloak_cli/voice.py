"""What a command says: what was asked for on stdout, words about it on stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
HARMLESS = frozenset("\t\n\u200c\u200d")  # the last two join letters and emoji
_PIPE_WIDTH = 1000  # characters: in a pipe each row is one line, however long

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console


class Voice:
    """Speaks for one command: ``as_json`` puts one JSON document per answer on stdout.

    Whatever comes from outside is shown without its control characters, so that nobody's name or
    text can drive the terminal.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console: Console | None = None

    @property
    def console(self) -> Console:
        """Where words for people go: stderr, which a pipe leaves alone."""
        if self._console is None:
            from rich.console import Console

            self._console = Console(stderr=True, highlight=False, markup=False)
        return self._console

    def fact(self, document: Mapping[str, Any]) -> None:
        """A line of JSON, if that was asked for."""
        if self.as_json:
            typer.echo(json.dumps(document))

    def say(self, words: str, *, style: str = "") -> None:
        """A sentence for people; silent when facts were asked for."""
        if not self.as_json:
            self.console.print(printable(words), style=style)

    def show(self, words: str) -> None:
        """A line that a person asked for, on stdout and unbroken; silent for facts."""
        if not self.as_json:
            self._page().print(printable(words), soft_wrap=True)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A list that a person asked for, on stdout; silent when facts were asked for."""
        if self.as_json:
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for index, column in enumerate(columns):  # the first names the thing: never cut
            table.add_column(column, no_wrap=index == 0, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        self._page().print(table)

    @staticmethod
    def _page() -> Console:
        from rich.console import Console

        width = None if sys.stdout.isatty() else _PIPE_WIDTH
        return Console(highlight=False, markup=False, width=width)

    def fail(self, code: str, detail: str, **extras: Any) -> None:
        """Say what went wrong, in both ways."""
        self.fact({"error": {"code": code, "detail": detail, **extras}})
        self.console.print(printable(f"{code}: {detail}"), style="red")

    def payload(self, text: str) -> None:
        """A text that was hidden: to the byte on a pipe, made harmless on a terminal."""
        if self.as_json:
            return
        if sys.stdout.isatty():
            typer.echo(printable(text))
        else:
            typer.echo(text.encode(), nl=False)


def printable(text: str) -> str:
    """The text with controls of terminal and writing direction shown as escapes."""
    return "".join(
        char.encode("unicode_escape").decode()
        if unicodedata.category(char) in CONTROLS and char not in HARMLESS
        else char
        for char in text
    )


def facts(resource: BaseModel) -> dict[str, Any]:
    """A resource as the API spells it."""
    return resource.model_dump(mode="json", by_alias=True)


def when(moment: datetime | None) -> str:
    """A moment in local time, for people."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""

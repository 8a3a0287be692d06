"""What a rival can do, whichever way it is driven."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

_DEADLINE_S: Final = 120
_ADAPTERS: Final = Path(__file__).with_name("adapters.py")


class Unavailable(Exception):
    """A rival cannot be had on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """An embedding: ``side`` is what the reader must be told besides the picture."""

    seconds: float
    side: Any = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A reading: the text, or None, with an error where the tool raised one."""

    seconds: float
    text: str | None = None
    error: str | None = None


class Rival(Protocol):
    """A tool that writes a text into the picture file ``cover`` and reads it from ``stego``."""

    @property
    def container(self) -> str:
        """The suffix of the lossless files that it reads and writes."""

    def embed(self, cover: Path, stego: Path, text: str) -> Hidden: ...

    def extract(self, stego: Path, side: Any) -> Read: ...

    def close(self) -> None: ...


class PythonRival:
    """A tool in an environment of its own, loaded once and kept while it is asked."""

    container = "png"

    def __init__(self, python: Path, name: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # an interpreter that we installed
            [str(python), str(_ADAPTERS), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if not self._line():
            errors = self._process.communicate()[1].strip().splitlines()
            raise Unavailable(errors[-1] if errors else "it ended at once")

    def embed(self, cover: Path, stego: Path, text: str) -> Hidden:
        """Ask it to hide a text."""
        found = self._ask(do="embed", cover=str(cover), stego=str(stego), text=text)
        return Hidden(found["seconds"], found.get("side"), found.get("error"))

    def extract(self, stego: Path, side: Any) -> Read:
        """Ask it what a file holds."""
        found = self._ask(do="extract", stego=str(stego), side=side)
        text = found.get("text")
        return Read(found["seconds"], text if isinstance(text, str) else None, found.get("error"))

    def close(self) -> None:
        """End its process."""
        self._process.communicate()

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101  # a pipe was asked for
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._line() or {"error": "the tool ended", "seconds": 0.0}

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101  # a pipe was asked for
        line = self._process.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {}
        return found


@dataclass(frozen=True, slots=True)
class CommandRival:
    """A program that is started anew for each picture, its start counted as its time.

    In the words of the commands ``{cover}``, ``{stego}``, ``{message}`` and ``{found}`` are paths.
    """

    container: str
    hiding: Sequence[str]
    reading: Sequence[str]

    def embed(self, cover: Path, stego: Path, text: str) -> Hidden:
        """Run it to hide a text."""
        message = stego.with_suffix(".message")
        message.write_text(text)
        places = {"cover": cover, "stego": stego, "message": message}
        seconds, error = _run(self.hiding, places)
        return Hidden(seconds, error=error)

    def extract(self, stego: Path, side: Any) -> Read:
        """Run it to see what a file holds."""
        found = stego.with_suffix(".found")
        found.unlink(missing_ok=True)
        seconds, error = _run(self.reading, {"stego": stego, "found": found})
        text = found.read_bytes().decode("ascii", "replace") if found.exists() else None
        return Read(seconds, text, error)

    def close(self) -> None:
        """Nothing runs between two pictures."""


def _run(words: Sequence[str], places: dict[str, Path]) -> tuple[float, str | None]:
    begun = time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603  # commands from our own table
            [word.format(**places) for word in words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_DEADLINE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return float(_DEADLINE_S), "timeout"
    error = None if done.returncode == 0 else f"exit {done.returncode}"
    return time.perf_counter() - begun, error

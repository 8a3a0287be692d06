"""Results as files: what was measured, on which machine, by which commit; and half-done ones."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import cloak_codec
from PIL import features

ROOT: Final = Path(__file__).resolve().parents[3]
BUILD: Final = ROOT / "build" / "bench"
_PACKAGES: Final = ("numpy", "pillow", "tensorflow", "keras", "numba")
# Results of other runs are no source of this one's.
_SOURCES: Final = ("--", ":/", ":!/benchmarks/results", ":!/docs")

Row = dict[str, Any]


def provenance() -> dict[str, Any]:
    """The machine, the versions, the codec's commit, and whether any source differed from it."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "HEAD"),
        "sources_changed": bool(_git("status", "--porcelain", "--untracked-files=no", *_SOURCES)),
        "machine": {
            "cpu": _cpu(),
            "cores": os.cpu_count(),
            # Times are those of a calm machine only where this is near 1.
            "load_average": round(os.getloadavg()[0], 1),
            "system": platform.system(),
        },
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _PACKAGES},
            "libjpeg_turbo": features.version_feature("libjpeg_turbo"),
            "webp": features.version_module("webp"),
        },
    }


def write_results(path: Path, figures: Mapping[str, Any], rows: Sequence[Row] = ()) -> None:
    """Write figures, then the rows that they come from, one a line; whole or not at all."""
    text = json.dumps(figures, indent=2)
    if rows:
        lines = ",\n".join("    " + json.dumps(row) for row in rows)
        text = text[: text.rindex("\n}")] + f',\n  "rows": [\n{lines}\n  ]\n}}'
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text + "\n")
    partial.replace(path)


def read_results(path: Path) -> dict[str, Any]:
    """A results file; its rows, if any, under ``rows``."""
    found: dict[str, Any] = json.loads(path.read_text())
    return found


class Journal:
    """The rows of a measurement that may be stopped and gone on with, one JSON object a line.

    Rows written under other settings are dropped: they would be figures of something else. A line
    that was cut off by the end of its process is dropped too.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self._path = path
        self._settings = json.loads(json.dumps(settings))
        self.rows: dict[str, Row] = {}
        written = path.read_text() if path.exists() else ""
        lines = written[: written.rfind("\n") + 1].splitlines()
        if lines and json.loads(lines[0]) == self._settings:
            for line in lines[1:]:
                row = json.loads(line)
                self.rows[row["key"]] = row
            path.write_text("\n".join(lines) + "\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(self._settings) + "\n")

    def add(self, row: Row) -> None:
        """Keep a row, which has a ``key``, on disk before the next one is measured."""
        self.rows[row["key"]] = row
        with self._path.open("a") as file:
            file.write(json.dumps(row) + "\n")


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  # fixed words
        ["git", *arguments],  # noqa: S607  # found on the PATH
        cwd=Path(cloak_codec.__file__).parent,  # what is measured, wherever it was taken from
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()

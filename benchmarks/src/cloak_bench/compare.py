"""``cloak-bench compare``: the same covers and texts through the tools that people use."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from cloak_codec import Mode, warm_up
from cloak_codec.saved_models import SavedModels

from cloak_bench.attacks import Attack
from cloak_bench.covers import Size, read_covers
from cloak_bench.results import ROOT, provenance, read_results, write_results
from cloak_bench.rivals.comparison import Task, compare
from cloak_bench.rivals.installing import RIVALS, start
from cloak_bench.rivals.ours import Ours
from cloak_bench.rivals.tools import Rival, Unavailable

ATTACKS: Final = (
    "none",
    "jpeg:90",
    "jpeg:75",
    "jpeg:50",
    "webp:80",
    "resize:0.75",
    "resize:0.5",
    "crop:0.1,size",
    "noise:5",
)
# What a tool can carry at most, whatever the cover: a fact of its method, not a measurement.
_FIXED: Final = {"invisible-watermark rivaGan": 4}
_OURS: Final = {f"cloak {mode.value}": mode for mode in Mode if mode is not Mode.IMAGE}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which covers, how long a text, which tools."""
    parser.add_argument("--covers", type=Path, required=True, help="a folder or zip of pictures")
    parser.add_argument("--size", type=Size.parse, default=Size(), help="native, 224 or long:1920")
    parser.add_argument("--count", type=int, default=20, help="covers")
    parser.add_argument("--characters", type=int, default=15, help="length of the text")
    parser.add_argument("--tools", nargs="*", choices=[*_OURS, *RIVALS], help="only these")
    parser.add_argument("--repository", type=Path, default=ROOT / "model_repository")
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Measure the tools that are not yet in the results file, one after the other."""
    settings = {
        "covers": arguments.covers.name,
        "size": str(arguments.size),
        "count": arguments.count,
        "characters": arguments.characters,
    }
    before = read_results(arguments.out) if arguments.out.exists() else {}
    tools: dict[str, Any] = before.get("tools", {}) if settings.items() <= before.items() else {}
    covers = read_covers(arguments.covers, arguments.size, arguments.count)
    attacks = {name: Attack.parse(name) for name in ATTACKS}
    names = arguments.tools or [*_OURS, *RIVALS]
    for name in names:
        if arguments.tools is None and "after" in tools.get(name, {}):
            continue
        sys.stderr.write(f"{name}\n")
        try:
            rival = _rival(name, arguments.repository)
        except Unavailable as why:
            tools[name] = {"not_had": str(why)}
        else:
            with tempfile.TemporaryDirectory() as folder:
                task = Task(covers, arguments.characters, attacks, Path(folder))
                tools[name] = compare(rival, task, most_characters=_FIXED.get(name))
            rival.close()
        write_results(arguments.out, {**settings, **provenance(), "tools": tools})


def _rival(name: str, repository: Path) -> Rival:
    if name not in _OURS:
        return start(name)
    warm_up()
    return Ours(_OURS[name], SavedModels(repository))

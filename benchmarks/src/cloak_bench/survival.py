"""``cloak-bench survival``: the table from which the codec says what will probably survive."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cloak_codec.survival import wilson

from cloak_bench.results import Row, provenance, read_results, write_results

# Upper ends of the classes of load, in sealed bits per 8x8 pixels.
LOADS: Final = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 2.0)
# Upper ends of the classes of PSNR in dB, for those who look at quality instead.
PSNRS_DB: Final = (40.0, 41.0, 42.0, 43.0, 44.0, 46.0, 50.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The results of ``quality`` that are counted, all of mode ``robust``."""
    parser.add_argument("results", type=Path, nargs="+", help="results of cloak-bench quality")
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Count the trials of some results by attack and load, and write the table."""
    files = [read_results(path) for path in arguments.results]
    for path, found in zip(arguments.results, files, strict=True):
        if found["mode"] != "robust":
            raise SystemExit(f"{path} is about the mode {found['mode']}")
    rows = [row for found in files for row in found["rows"] if "refused" not in row]
    write_results(
        arguments.out,
        {
            "from": [path.name for path in arguments.results],
            "asked": sorted({found["channel"] for found in files}),
            **provenance(),
            "load_is": "sealed bits per 8x8 pixels; a class ends at load_to",
            **tables(rows),
        },
    )


def tables(rows: Iterable[Row]) -> dict[str, Any]:
    """``channels``: for each attack the counts by load; ``channels_by_psnr``: by quality."""
    rows = list(rows)
    attacks = dict.fromkeys(attack for row in rows for attack in row["answers"])
    return {
        "channels": {name: _counts(rows, name, "load", LOADS, "load_to") for name in attacks},
        "channels_by_psnr": {
            name: _counts(rows, name, "psnr_db", PSNRS_DB, "psnr_to") for name in attacks
        },
    }


def _counts(
    rows: list[Row], attack: str, figure: str, ends: tuple[float, ...], end_name: str
) -> list[dict[str, float | int]]:
    """One entry for each class that was tried, the last one open."""
    found = []
    for begin, end in zip((float("-inf"), *ends), (*ends, float("inf")), strict=True):
        tried = [row for row in rows if attack in row["answers"] and begin < row[figure] <= end]
        if not tried:
            continue
        exact = sum(row["answers"][attack] == "exact" for row in tried)
        low, high = wilson(exact, len(tried))
        found.append(
            {
                end_name: end if end != float("inf") else max(row[figure] for row in tried),
                "tried": len(tried),
                "exact": exact,
                "low": round(low, 4),
                "high": round(high, 4),
            }
        )
    return found

"""Entry point of the command ``cloak-bench``: each measurement is a command of its own."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import Final

COMMANDS: Final = {
    "quality": ("cloak_bench.quality", "PSNR, SSIM, exact recovery after attacks, seconds"),
    "survival": ("cloak_bench.survival", "the table of what survives, from results of quality"),
    "detect": ("cloak_bench.detect", "P_E of trained detectors, beside yardsticks and a control"),
    "reference": ("cloak_bench.reference", "own features and ensemble beside sealwatch's"),
    "compare": ("cloak_bench.compare", "the same covers and texts through other tools"),
    "report": ("cloak_bench.report.command", "the figures and tables of docs/benchmarks.md"),
    "load": ("cloak_bench.load", "many jobs at once for a running gateway"),
}


def main() -> None:
    """Run one measurement; only its own module is imported, for some need what others do not."""
    parser = argparse.ArgumentParser(prog="cloak-bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (module, what) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name in sys.argv[1:2]:
            import_module(module).add_arguments(command)
    arguments = parser.parse_args()
    import_module(COMMANDS[arguments.command][0]).run(arguments)


if __name__ == "__main__":
    main()

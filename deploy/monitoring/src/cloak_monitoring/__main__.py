"""Command ``python -m cloak_monitoring``: write dashboards and manifests; check, probe, draw."""

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from cloak_monitoring.documents import outdated, write
from cloak_monitoring.places import ROOT
from cloak_monitoring.probing import empty, unexported
from cloak_monitoring.prometheus import Prometheus

LOCAL = "http://127.0.0.1:9090"


def main() -> int:
    """Run one command; 0 when all is well, 1 when something differs or is missing."""
    arguments = _parser().parse_args()
    if arguments.command == "write":
        print(*(path.relative_to(ROOT) for path in write()), sep="\n")
        return 0
    if arguments.command == "check":
        return _complain(
            f"{path.relative_to(ROOT)} is not what the code gives: make dashboards"
            for path in outdated()
        )
    until = arguments.until or time.time()
    begin = until - 60 * arguments.minutes
    if arguments.command == "probe":
        with Prometheus(arguments.prometheus) as prometheus:
            missing = [f"not exported: {name}" for name in unexported(prometheus)]
            missing += [f"empty: {name}" for name in empty(prometheus, begin, until)]
        return _complain(missing)
    from cloak_monitoring.pictures import draw_pictures  # imports matplotlib: seconds

    for path in draw_pictures(arguments.prometheus, arguments.out, begin, until):
        print(path)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cloak_monitoring", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write", help="write what differs: dashboards, manifests for Kubernetes")
    commands.add_parser("check", help="fail when a committed file is not what the code gives")
    probe = commands.add_parser("probe", help="fail when a metric is missing or a panel is empty")
    draw = commands.add_parser("draw", help="draw the main graphs")
    draw.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    for command in (probe, draw):
        command.add_argument("--prometheus", default=LOCAL, metavar="URL")
        command.add_argument("--minutes", type=float, default=15, help="how far back to look")
        command.add_argument("--until", type=float, help="the end, in seconds since 1970; else now")
    return parser


def _complain(faults: Iterable[str]) -> int:
    found = list(faults)
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

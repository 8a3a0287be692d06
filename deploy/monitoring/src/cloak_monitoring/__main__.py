"""Command ``python -m cloak_monitoring``: write dashboards and manifests, check or draw them."""

import argparse
import sys
from pathlib import Path

from cloak_monitoring.documents import outdated, write
from cloak_monitoring.places import ROOT


def main() -> int:
    """Run one command; 0 when all is well, 1 when files are not as their code gives them."""
    parser = argparse.ArgumentParser(prog="python -m cloak_monitoring", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write", help="write what differs: dashboards, manifests for Kubernetes")
    commands.add_parser("check", help="fail when a committed file is not what the code gives")
    draw = commands.add_parser("draw", help="draw the main graphs from a running Prometheus")
    draw.add_argument("--prometheus", default="http://127.0.0.1:9090", metavar="URL")
    draw.add_argument("--minutes", type=float, default=15, help="how far back the graphs go")
    draw.add_argument("--until", type=float, help="their end, as seconds since 1970; else now")
    draw.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    arguments = parser.parse_args()
    if arguments.command == "write":
        for path in write():
            print(path.relative_to(ROOT))
        return 0
    if arguments.command == "check":
        stale = outdated()
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the code gives: make dashboards")
        return 1 if stale else 0
    from cloak_monitoring.pictures import draw_pictures  # imports matplotlib: seconds

    for path in draw_pictures(
        arguments.prometheus, arguments.out, minutes=arguments.minutes, until=arguments.until
    ):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())

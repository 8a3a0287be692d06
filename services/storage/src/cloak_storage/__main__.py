"""`python -m cloak_storage`: keeps blobs for the other services.

`... new-key` makes a master key, `... rewrap` moves all blobs to the first of those configured,
`... keys` counts the blobs of each: one with none left may go.
"""

import argparse
import asyncio

from cloak_kit.dated_keys import new_dated_key
from cloak_kit.process import serve
from cloak_kit.settings import read_settings
from pymongo.errors import PyMongoError

from cloak_storage.app import build
from cloak_storage.rewrap import rewrap, show_keys
from cloak_storage.settings import StorageSettings


def main() -> None:
    """Serve until SIGTERM or SIGINT, or do the one thing that was asked."""
    parser = argparse.ArgumentParser(prog="python -m cloak_storage", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("new-key", help="make a master key")
    commands.add_parser("rewrap", help="wrap every blob's key by the newest master key")
    commands.add_parser("keys", help="count the blobs of each master key")
    command = parser.parse_args().command
    if command == "new-key":
        print(new_dated_key())
        return
    settings = read_settings(StorageSettings)
    if command is None:
        serve("storage", settings, lambda: build(settings))
        return
    try:
        report = asyncio.run({"rewrap": rewrap, "keys": show_keys}[command](settings))
    except PyMongoError as error:
        raise SystemExit(f"the database does not answer: {type(error).__name__}") from None
    print(report.text)
    raise SystemExit(0 if report.is_well else 1)


if __name__ == "__main__":
    main()

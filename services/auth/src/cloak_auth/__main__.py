"""`python -m cloak_auth`: accounts, roles and tokens; `... create-admin NAME`: the first admin.

`... new-key` writes a signing key for CLOAK_AUTH_SIGNING_KEYS.
"""

import argparse
import asyncio

from cloak_kit.dated_keys import new_dated_key
from cloak_kit.process import serve
from cloak_kit.settings import read_settings

from cloak_auth.app import build
from cloak_auth.create_admin import create_admin
from cloak_auth.settings import AuthSettings
from cloak_auth.signing import UnusableSigningKey


def main() -> None:
    """Serve until SIGTERM or SIGINT, or do the one thing that was asked."""
    parser = argparse.ArgumentParser(prog="python -m cloak_auth", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    creating = commands.add_parser("create-admin", help="make a user an admin, or a new admin")
    creating.add_argument("username")
    commands.add_parser("new-key", help="make a signing key")
    arguments = parser.parse_args()
    if arguments.command == "create-admin":
        print(asyncio.run(create_admin(arguments.username)))
        return
    if arguments.command == "new-key":
        print(new_dated_key())
        return
    settings = read_settings(AuthSettings)
    try:
        serve("auth", settings, lambda: build(settings))
    except UnusableSigningKey as error:
        raise SystemExit(f"CLOAK_AUTH_SIGNING_KEYS: {error}") from None


if __name__ == "__main__":
    main()

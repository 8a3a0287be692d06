"""cloak login, register, logout, whoami."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import Exit
from cloak_cli.options import DEFAULT_SERVER, AsJson, PasswordFile, Server
from cloak_cli.running import with_server
from cloak_cli.secret_input import password
from cloak_cli.voice import Voice, facts

if TYPE_CHECKING:
    from cloak_client import CloakClient

Username = Annotated[str, typer.Argument(help="The name of the account.")]


def login(
    username: Username,
    password_file: PasswordFile = None,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Log in; the login is kept for the next commands."""
    voice = Voice(as_json=as_json)
    secret = password(password_file, confirm=False)

    async def work(cloak: CloakClient) -> Exit:
        user = await cloak.login(username, secret)
        voice.fact(facts(user))
        voice.say(f"logged in as {user.username}", style="green")
        return Exit.OK

    with_server(server, voice, work)


def register(
    username: Username,
    display_name: Annotated[str | None, typer.Option(help="The name that others see.")] = None,
    password_file: PasswordFile = None,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Create an account and log in."""
    voice = Voice(as_json=as_json)
    secret = password(password_file, confirm=True)

    async def work(cloak: CloakClient) -> Exit:
        await cloak.register(username, secret, display_name=display_name)
        user = await cloak.login(username, secret)
        voice.fact(facts(user))
        voice.say(f"registered and logged in as {user.username}", style="green")
        return Exit.OK

    with_server(server, voice, work)


def logout(server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """End the login."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        await cloak.logout()
        voice.fact({"logged_out": True})
        voice.say("logged out")
        return Exit.OK

    with_server(server, voice, work)


def whoami(server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Show the account that is logged in."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        user = await cloak.me()
        voice.fact(facts(user))
        voice.show(f"{user.username} ({user.display_name or 'no display name'}), {user.role}")
        return Exit.OK

    with_server(server, voice, work)

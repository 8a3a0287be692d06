"""cloak admin: accounts, for those who look after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cloak_cli.exits import Exit, Refused
from cloak_cli.options import DEFAULT_SERVER, AsJson, Limit, Server
from cloak_cli.running import with_server
from cloak_cli.voice import Voice, facts, when

if TYPE_CHECKING:
    from cloak_client import CloakClient

app = typer.Typer(help="For admins.", no_args_is_help=True)
users = typer.Typer(help="Accounts: list, role, disable, enable.", no_args_is_help=True)
app.add_typer(users, name="users")

Username = Annotated[str, typer.Argument(help="The account's username.")]


RoleChoice = Literal["user", "admin"]


@users.command("list")
def list_users(
    query: Annotated[str | None, typer.Option(help="Part of the name.")] = None,
    limit: Limit = 50,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """List accounts."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        page = await cloak.users(query=query, limit=limit)
        voice.fact(facts(page))
        rows = (
            (one.username, one.role, "disabled" if one.disabled else "", when(one.created_at))
            for one in page.items
        )
        voice.table("Accounts", ("username", "role", "", "created"), rows)
        return Exit.OK

    with_server(server, voice, work)


@users.command()
def role(
    username: Username,
    new_role: Annotated[RoleChoice, typer.Argument(metavar="ROLE", help="user or admin")],
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Give an account a role."""
    _change(server, as_json, username, role=new_role)


@users.command()
def disable(username: Username, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Shut an account out."""
    _change(server, as_json, username, disabled=True)


@users.command()
def enable(username: Username, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Let an account in again."""
    _change(server, as_json, username, disabled=False)


def _change(
    server: str,
    as_json: bool,
    username: str,
    *,
    role: RoleChoice | None = None,
    disabled: bool | None = None,
) -> None:
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        user = await cloak.change_user(
            await _user_id(cloak, username), role=role, disabled=disabled
        )
        voice.fact(facts(user))
        voice.say(f"{user.username}: {user.role}{', disabled' if user.disabled else ''}")
        return Exit.OK

    with_server(server, voice, work)


async def _user_id(cloak: CloakClient, username: str) -> str:
    from cloak_client import every

    async for user in every(lambda at: cloak.users(query=username, limit=200, cursor=at)):
        if user.username == username.casefold():
            return user.id
    raise Refused("user_not_found", f"there is no account named {username}")

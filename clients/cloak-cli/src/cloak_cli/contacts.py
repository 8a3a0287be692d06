"""cloak contacts: the people one may write to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import Exit, Refused
from cloak_cli.options import DEFAULT_SERVER, AsJson, Server
from cloak_cli.running import with_server
from cloak_cli.voice import Voice, facts, when

if TYPE_CHECKING:
    from cloak_client import CloakClient, Contact

app = typer.Typer(help="Your contacts: list, add, accept, block, remove.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="The person's username.")]


@app.command("list")
def list_contacts(server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """List contacts and invitations."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        from cloak_client import every

        found = [one async for one in every(lambda at: cloak.contacts(limit=200, cursor=at))]
        voice.fact({"items": [facts(contact) for contact in found]})
        rows = (
            (one.user.username, one.user.display_name or "", one.status, when(one.since))
            for one in found
        )
        voice.table("Contacts", ("username", "name", "status", "since"), rows)
        return Exit.OK

    with_server(server, voice, work)


@app.command()
def add(username: Username, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Invite someone, or accept their invitation."""
    _change(server, as_json, lambda cloak: cloak.add_contact(username))


@app.command()
def accept(username: Username, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Accept an invitation."""

    async def accepted(cloak: CloakClient) -> Contact:
        return await cloak.accept_contact(await contact_id(cloak, username))

    _change(server, as_json, accepted)


@app.command()
def block(username: Username, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Take no more messages from someone, who is not told."""

    async def blocked(cloak: CloakClient) -> Contact:
        return await cloak.block_contact(await contact_id(cloak, username))

    _change(server, as_json, blocked)


@app.command()
def remove(username: Username, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """End a contact, or take back or decline an invitation."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        await cloak.remove_contact(await contact_id(cloak, username))
        voice.fact({"removed": username})
        voice.say(f"{username} is no contact any more")
        return Exit.OK

    with_server(server, voice, work)


async def contact_id(cloak: CloakClient, username: str) -> str:
    """The user id of a contact; raises Refused."""
    from cloak_client import every

    async for contact in every(lambda at: cloak.contacts(limit=200, cursor=at)):
        if contact.user.username == username.casefold():
            return contact.user.id
    raise Refused("contact_not_found", f"{username} is not among your contacts")


def _change(
    server: str, as_json: bool, change: Callable[[CloakClient], Awaitable[Contact]]
) -> None:
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        contact = await change(cloak)
        voice.fact(facts(contact))
        voice.say(f"{contact.user.username}: {contact.status}")
        return Exit.OK

    with_server(server, voice, work)

"""cloak send and cloak inbox: what people write to each other."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cloak_cli.exits import Exit, Refused
from cloak_cli.options import DEFAULT_SERVER, AsJson, Limit, Server
from cloak_cli.pictures import blob_of, checked_picture
from cloak_cli.running import with_server
from cloak_cli.voice import Voice, facts, when

if TYPE_CHECKING:
    from cloak_client import CloakClient, Conversation, Message

inbox = typer.Typer(help="Your conversations: list, read, follow.", invoke_without_command=True)

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


def checked_image(image: str | None) -> str | None:
    """An image option that names a file or an id; raises BadParameter."""
    return None if image is None else checked_picture(image)


def send(
    to: Annotated[str, typer.Argument(metavar="USERNAME", help="The contact to write to.")],
    text: Annotated[str | None, typer.Option(help="What to write.")] = None,
    image: Annotated[
        str | None,
        typer.Option(help="A picture: a file, or its id.", callback=checked_image),
    ] = None,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Send a contact a text, a picture or both."""
    voice = Voice(as_json=as_json)
    if text is None and image is None:
        raise typer.BadParameter("give --text, --image or both")

    async def work(cloak: CloakClient) -> Exit:
        blob = None if image is None else await blob_of(cloak, voice, image)
        message = await cloak.send(to, text=text, image=blob)
        voice.fact(facts(message))
        voice.say(f"sent to {message.recipient.username}", style="green")
        return Exit.OK

    with_server(server, voice, work)


@inbox.callback()
def open_inbox(
    context: typer.Context,
    follow: Annotated[bool, typer.Option("--follow", help="Show messages as they come.")] = False,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Your conversations; with --follow, messages as they come."""
    if context.invoked_subcommand is None:
        voice = Voice(as_json=as_json)
        with_server(server, voice, lambda cloak: (_follow if follow else _list)(cloak, voice))


@inbox.command("list")
def list_conversations(server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """List conversations, the latest first."""
    voice = Voice(as_json=as_json)
    with_server(server, voice, lambda cloak: _list(cloak, voice))


@inbox.command()
def read(
    username: Annotated[str, typer.Argument(help="The person whose messages to read.")],
    limit: Limit = 20,
    save_to: Annotated[
        Path | None,
        typer.Option(help="Save the pictures received in this folder.", file_okay=False),
    ] = None,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Show the messages with one person, oldest first, and mark them read."""
    voice = Voice(as_json=as_json)
    if save_to is not None:
        save_to.mkdir(parents=True, exist_ok=True)

    async def work(cloak: CloakClient) -> Exit:
        conversation = await _conversation_with(cloak, username)
        page = await cloak.messages(conversation.id, limit=limit)
        voice.fact(facts(page))
        for message in reversed(page.items):
            voice.show(_line(message))
            if save_to is not None and message.sender.username == conversation.person.username:
                await _save_picture(cloak, voice, message, save_to)
        if page.items:
            await cloak.mark_read(conversation.id, page.items[0].seq)
        return Exit.OK

    with_server(server, voice, work)


async def _list(cloak: CloakClient, voice: Voice) -> Exit:
    from cloak_client import every

    found = [one async for one in every(lambda at: cloak.conversations(limit=200, cursor=at))]
    voice.fact({"items": [facts(one) for one in found]})
    rows = (
        (one.person.username, str(one.unread), when(one.updated_at), _preview(one.last_message))
        for one in found
    )
    voice.table("Conversations", ("with", "unread", "latest", ""), rows)
    return Exit.OK


async def _follow(cloak: CloakClient, voice: Voice) -> Exit:
    from cloak_client import Message

    voice.say("waiting for messages; Ctrl-C ends this")
    async with aclosing(cloak.events()) as events:
        async for event in events:
            if isinstance(event.resource, Message):
                voice.fact(facts(event.resource))
                voice.show(_line(event.resource))
    return Exit.OK


async def _conversation_with(cloak: CloakClient, username: str) -> Conversation:
    from cloak_client import every

    async for one in every(lambda at: cloak.conversations(limit=200, cursor=at)):
        if one.person.username == username.casefold():
            return one
    raise Refused("conversation_not_found", f"there is no conversation with {username}")


async def _save_picture(cloak: CloakClient, voice: Voice, message: Message, folder: Path) -> None:
    if message.image is None:
        return
    path = folder / f"{message.id}{SUFFIXES.get(message.image.media_type, '')}"
    async with cloak.blob(message.image.blob) as picture:
        await picture.save(path)
    voice.say(f"  saved as {path}", style="green")


def _line(message: Message) -> str:
    return f"{when(message.created_at)}  {message.sender.username}: {_preview(message)}"


def _preview(message: Message | None) -> str:
    if message is None:
        return ""
    picture = f"[picture {message.image.blob}]" if message.image else ""
    return " ".join(part for part in (message.text, picture) if part)

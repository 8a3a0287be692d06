"""An embedding as it goes to the server: open, or sealed on this computer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloak_cli.options import ChannelChoice, ModeChoice, OutputChoice
from cloak_cli.payload_input import ToHide

if TYPE_CHECKING:
    from cloak_client import CloakClient, Job, Upload


@dataclass(frozen=True, slots=True)
class Order:
    """What to hide, and how; ``private`` seals it here."""

    hidden: ToHide
    mode: ModeChoice
    output: OutputChoice | None
    channel: ChannelChoice | None
    passphrase: str | None = field(repr=False)
    private: bool


async def submitted(cloak: CloakClient, upload: Upload, order: Order) -> Job:
    """The job that hides it in the uploaded cover; raises Refused besides the client's errors."""
    hidden = order.hidden
    if order.private:
        from cloak_cli.sealing_here import sealed_here

        size = (upload.width, upload.height)
        return await cloak.embed_sealed(
            upload.id,
            await asyncio.to_thread(sealed_here, hidden, order.mode, size, order.passphrase),
            mode=order.mode,
            output=order.output,
            channel=order.channel,
        )
    if hidden.kind == "text":
        return await cloak.embed_text(
            upload.id,
            hidden.text,
            mode=order.mode,
            passphrase=order.passphrase,
            output=order.output,
            channel=order.channel,
        )
    return await cloak.embed_file(
        upload.id,
        hidden.content,
        name=hidden.name,
        media_type=hidden.media_type,
        mode=order.mode,
        passphrase=order.passphrase,
        output=order.output,
        channel=order.channel,
    )

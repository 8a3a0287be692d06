"""An embedding as it goes to the server: open, or sealed on this computer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cloak_cli.wish import Order

if TYPE_CHECKING:
    from cloak_client import CloakClient, Job, Upload, Wishes


async def submitted(cloak: CloakClient, upload: Upload, order: Order, *, private: bool) -> Job:
    """The job that hides it in the uploaded cover; ``private`` seals it here.

    Raises Refused besides the client's errors.
    """
    hidden = order.hidden
    wishes: Wishes = {
        "mode": order.mode,
        "output": order.output,
        "channel": order.channel,
        "rate": order.rate,
    }
    if private:
        return await _sealed_here(cloak, upload, order, wishes)
    if hidden.kind == "text":
        return await cloak.embed_text(upload.id, hidden.text, passphrase=order.passphrase, **wishes)
    return await cloak.embed_file(
        upload.id,
        hidden.content,
        name=hidden.name,
        media_type=hidden.media_type,
        passphrase=order.passphrase,
        **wishes,
    )


async def _sealed_here(cloak: CloakClient, upload: Upload, order: Order, wishes: Wishes) -> Job:
    from cloak_cli.sealing_here import placement_here, sealed_here, way_of

    way = way_of(order)
    room = None
    if way.is_inlaid:
        room = await cloak.capacity(
            upload.id,
            mode=order.mode,
            sealed=order.passphrase is not None,
            channel=order.channel,
            rate=order.rate,
        )
    size = (upload.width, upload.height)
    sealed = await asyncio.to_thread(sealed_here, order, way, size, room)
    placement = await asyncio.to_thread(placement_here, order)
    return await cloak.embed_sealed(upload.id, sealed, placement=placement, **wishes)

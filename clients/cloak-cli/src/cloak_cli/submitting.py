"""An embedding as it goes to the server: open, or sealed on this computer."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cloak_cli.wish import Order

if TYPE_CHECKING:
    from cloak_client import CloakClient, Job, Upload, Wishes


async def submitted(
    cloak: CloakClient, upload: Upload, order: Order, *, private: bool, to: Sequence[str]
) -> Job:
    """The job that hides it in the uploaded cover; ``private`` seals it here, ``to`` for people.

    Raises Refused besides the client's errors.
    """
    hidden = order.hidden
    wishes: Wishes = {
        "mode": order.mode,
        "output": order.output,
        "channel": order.channel,
        "rate": order.rate,
    }
    if private or to:
        return await _sealed_here(cloak, upload, order, wishes, to)
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


async def _sealed_here(
    cloak: CloakClient, upload: Upload, order: Order, wishes: Wishes, to: Sequence[str]
) -> Job:
    from cloak_cli.sealing_here import placement_here, sealed_here, way_of

    way = way_of(order)
    keys = [b64decode((await cloak.public_key(name)).public_key) for name in to]
    room = None
    if way.is_inlaid:
        room = await cloak.capacity(
            upload.id,
            mode=order.mode,
            sealed=order.passphrase is not None,
            recipients=len(keys),
            channel=order.channel,
            rate=order.rate,
        )
    size = (upload.width, upload.height)
    sealed = await asyncio.to_thread(sealed_here, order, way, size, room, keys)
    placement = await asyncio.to_thread(placement_here, order)
    return await cloak.embed_sealed(upload.id, sealed, placement=placement, **wishes)

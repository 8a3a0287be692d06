"""What an uploaded picture would carry, and what the message would outlast."""

import asyncio
from typing import Annotated

import cloak_codec as codec
from cloak_codec.lock import MOST_RECIPIENTS
from cloak_gateway.errors import Busy, InvalidChannel, InvalidRate, PayloadTooLarge, codec_refusals
from cloak_gateway.parts import Gateway
from cloak_gateway.pictures import capacity
from cloak_gateway.resources import Capacity, ModeName, Survival
from cloak_gateway.routes.uploads import SIGNED_IN
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import BlobNotFound, InvalidRequest
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Query

router = APIRouter(tags=["pictures"])
Recipients = Annotated[
    int, Query(ge=0, le=MOST_RECIPIENTS, description="Sealed for so many people.")
]


@router.get(
    "/api/uploads/{upload_id}/capacity",
    responses=declared(
        *SIGNED_IN,
        BlobNotFound,
        InvalidRequest,
        InvalidChannel,
        InvalidRate,
        StorageUnavailable,
        Busy,
    ),
)
async def get_capacity(
    upload_id: str,
    caller: Caller,
    gateway: Gateway,
    mode: ModeName = "robust",
    sealed: bool = True,
    recipients: Recipients = 0,
    channel: str | None = None,
    rate: float | None = None,
) -> Capacity:
    """What this very picture carries in a mode, with a passphrase (`sealed`) or without.

    With `recipients` it is sealed for so many people instead. In `covert`, and for `image` on the
    channel `lossless`, its content decides, which takes up to some seconds to look at for a large
    one.
    """
    with codec_refusals():
        way = codec.Way.checked(codec.Mode(mode), channel, rate)
    upload = await gateway.uploads.get(caller.id, upload_id)
    if way.is_inlaid:
        found = await gateway.covers.room(
            caller.id, upload_id, way, sealed=sealed, recipients=recipients
        )
    else:
        size = (upload.width, upload.height)
        found = await asyncio.to_thread(way.capacity, size, sealed=sealed, recipients=recipients)
    return capacity(way, found, sealed=sealed, recipients=recipients, exact=True)


@router.get(
    "/api/uploads/{upload_id}/survival",
    responses=declared(*SIGNED_IN, BlobNotFound, InvalidRequest, InvalidChannel, PayloadTooLarge),
)
async def get_survival(
    upload_id: str,
    caller: Caller,
    gateway: Gateway,
    payload_bytes: Annotated[int, Query(ge=0, le=1 << 24)],
    sealed: bool = True,
    recipients: Recipients = 0,
    channel: str = "chat",
) -> list[Survival]:
    """How often messages of this length in pictures of this size outlasted a channel in `robust`.

    Journeys that were never measured are not in the list.
    """
    upload = await gateway.uploads.get(caller.id, upload_id)
    with codec_refusals():
        found = codec.survival(
            upload.width,
            upload.height,
            payload_bytes,
            channel,
            sealed=sealed,
            recipients=recipients,
        )
    return [Survival.model_validate(one, from_attributes=True) for one in found]

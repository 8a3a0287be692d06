"""/api/verify: was this picture made here, and is it still as it was."""

from cloak_gateway.bodies import BodyTooSlow, read_json
from cloak_gateway.errors import PICTURE_REFUSALS, Busy, UnsupportedMediaType
from cloak_gateway.parts import Gateway
from cloak_gateway.requests import VerifyFields
from cloak_gateway.resources import Verification
from cloak_gateway.routes.uploads import SIGNED_IN
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import BlobNotFound, BodyTooLarge, InvalidRequest, InvalidUtf8, RateLimited
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Request

router = APIRouter(prefix="/api/verify", tags=["pictures"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": VerifyFields.model_json_schema()}},
    }
}


@router.post(
    "",
    responses=declared(
        *SIGNED_IN,
        *PICTURE_REFUSALS,
        BlobNotFound,
        InvalidRequest,
        InvalidUtf8,
        BodyTooLarge,
        BodyTooSlow,
        UnsupportedMediaType,
        RateLimited,
        StorageUnavailable,
        Busy,
    ),
    openapi_extra=_BODY,
)
async def verify_picture(request: Request, caller: Caller, gateway: Gateway) -> Verification:
    """Say whether a picture is one that was made here, unchanged, recompressed or altered."""
    await gateway.rates.take("verify", caller.id)
    wanted = await read_json(request, VerifyFields, limit_bytes=1 << 14)
    return await gateway.verifier.verify(caller.id, wanted.image)

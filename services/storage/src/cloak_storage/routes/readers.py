"""The route that says what others let a user read."""

from typing import Annotated

from cloak_kit.errors import InvalidRequest, TokenMissing
from cloak_kit.problems import declared
from cloak_kit.usage import Names
from fastapi import APIRouter, Depends, Path, Query

from cloak_storage.clients import authenticate
from cloak_storage.errors import ServiceTokenInvalid, StoreAway
from cloak_storage.routes.parameters import NAME_PATTERN, Store

router = APIRouter(
    prefix="/readers",
    tags=["readers"],
    dependencies=[Depends(authenticate)],
    responses=declared(TokenMissing, ServiceTokenInvalid, InvalidRequest, StoreAway),
)


@router.get("/{reader}/results")
async def list_shared_results(
    reader: Annotated[str, Path(pattern=NAME_PATTERN)],
    blobs: Store,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> Names:
    """The newest results that this user may read and does not own."""
    return Names(names=await blobs.records.shared_with(reader, limit=limit))

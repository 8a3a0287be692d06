"""The route that says how much is held."""

from cloak_kit.errors import TokenMissing
from cloak_kit.problems import declared
from cloak_kit.usage import Usage
from fastapi import APIRouter, Depends

from cloak_storage.clients import authenticate
from cloak_storage.errors import ServiceTokenInvalid, StoreAway
from cloak_storage.routes.parameters import Store

router = APIRouter(
    tags=["usage"],
    dependencies=[Depends(authenticate)],
    responses=declared(TokenMissing, ServiceTokenInvalid, StoreAway),
)


@router.get("/usage")
async def read_usage(blobs: Store) -> Usage:
    """Count blobs and their bytes by kind, those included that wait to be removed."""
    return await blobs.records.usage()

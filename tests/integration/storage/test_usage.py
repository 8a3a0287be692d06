"""What storage says of many blobs at once: how much is held, and who may read what."""

from datetime import UTC, datetime, timedelta

import pytest
from cloak_kit.blobs import StorageClient
from cloak_kit.mongo import Document
from cloak_kit.usage import Held
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.storage.kept import emptied
from tests.integration.storage.service import Storage

pytestmark = pytest.mark.integration


async def test_an_empty_store_holds_nothing(
    client: StorageClient, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    usage = await client.usage()
    assert (usage.total, usage.expired, usage.kinds) == (Held(), Held(), [])


async def test_blobs_are_counted_by_kind_and_the_expired_apart(
    storage: Storage, client: StorageClient, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    kinds = [("u-1", "upload", 10), ("u-2", "upload", 5), ("j-1.stego", "result", 7)]
    for name, kind, size in kinds:
        await client.put(
            name,
            bytes(size),
            owner="ann",
            kind="upload" if kind == "upload" else "result",
            media_type="image/png",
        )
    # A lease of somebody else's keeps the sweeper from removing what has expired.
    later = datetime.now(UTC) + timedelta(minutes=5)
    other = {"$set": {"holder": "another replica", "until": later}}
    await database["leases"].update_one({"_id": "sweeper"}, other, upsert=True)
    await database["blobs"].update_one(
        {"_id": "u-2"}, {"$set": {"expires_at": datetime.now(UTC) - timedelta(seconds=1)}}
    )

    usage = await client.usage()

    assert usage.total == Held(blobs=3, bytes=22)
    assert usage.expired == Held(blobs=1, bytes=5)
    told = {one.kind: (one.blobs, one.bytes, one.expired) for one in usage.kinds}
    assert told == {"result": (1, 7, Held()), "upload": (2, 15, Held(blobs=1, bytes=5))}


async def test_results_that_others_share_are_named_to_their_reader(
    client: StorageClient, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    for name in ("j-1.stego", "j-2.stego", "j-3.stego"):
        await client.put(name, b"x", owner="ann", kind="result", media_type="image/png")
    await client.put("u-1", b"x", owner="ann", kind="upload", media_type="image/png")
    for name in ("j-1.stego", "j-3.stego", "u-1"):
        await client.share(name, ["ben"])
    assert set(await client.shared_with("ben", limit=10)) == {"j-1.stego", "j-3.stego"}
    assert len(await client.shared_with("ben", limit=1)) == 1
    assert await client.shared_with("ann", limit=10) == []
    await client.delete("j-1.stego")
    assert await client.shared_with("ben", limit=10) == ["j-3.stego"]

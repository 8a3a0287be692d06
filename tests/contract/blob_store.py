"""What every BlobStore promises."""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from cloak_kit.blobs import BlobInfo, BlobStore
from cloak_kit.errors import BlobNotFound, BodyTooLarge

from tests.plugins.polling import eventually

SEGMENT = 64 << 10
MIB = 1 << 20


class CutOff(Exception):
    """The body's source failed while it was being sent."""


class BlobStoreContract:
    """Runs on a store that may hold other blobs: each test takes a name of its own."""

    @pytest.fixture
    def name(self) -> str:
        return f"u-{uuid.uuid4().hex}"

    async def test_a_blob_is_described_as_it_was_put(self, store: BlobStore, name: str) -> None:
        info = await store.put(
            name, b"picture", owner="ann", kind="result", media_type="image/jpeg"
        )
        assert (info.name, info.owner, info.kind) == (name, "ann", "result")
        assert (info.media_type, info.size_bytes, info.readers) == ("image/jpeg", 7, [])
        assert info.sha256 == hashlib.sha256(b"picture").hexdigest()
        assert info.expires_at is not None
        assert info.expires_at > info.created_at
        assert await store.info(name) == info

    @pytest.mark.parametrize(
        "size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 4 * SEGMENT, 9 * SEGMENT + 5]
    )
    async def test_the_content_comes_back(self, store: BlobStore, name: str, size: int) -> None:
        content = _content(size)
        info = await put(store, name, content)
        assert info.size_bytes == size
        assert await store.read(name, limit_bytes=MIB) == content

    async def test_a_streamed_body_comes_back_whole(self, store: BlobStore, name: str) -> None:
        content = _content(300_000)
        info = await store.put(
            name, _pieces(content, 7_001), owner="ann", kind="upload", media_type="image/png"
        )
        assert info.sha256 == hashlib.sha256(content).hexdigest()
        assert await store.read(name, limit_bytes=MIB) == content

    async def test_a_second_put_of_a_name_keeps_the_first(
        self, store: BlobStore, name: str
    ) -> None:
        first = await put(store, name, b"one")
        second = await store.put(
            name, _pieces(b"two" * 50_000, 999), owner="bob", kind="sealed", media_type="text/plain"
        )
        assert second == first
        assert await store.read(name, limit_bytes=MIB) == b"one"

    async def test_puts_of_one_name_at_once_agree(self, store: BlobStore, name: str) -> None:
        contents = [_content(20_000, seed) for seed in range(6)]
        infos = await asyncio.gather(*(put(store, name, content) for content in contents))
        assert len({info.sha256 for info in infos}) == 1
        kept = await store.read(name, limit_bytes=MIB)
        assert kept in contents
        assert hashlib.sha256(kept).hexdigest() == infos[0].sha256

    async def test_a_body_that_breaks_off_leaves_nothing(self, store: BlobStore, name: str) -> None:
        with pytest.raises(CutOff):
            await store.put(
                name, _broken(_content(200_000)), owner="ann", kind="upload", media_type="image/png"
            )
        await assert_absent(store, name)
        await put(store, name, b"whole")
        assert await store.read(name, limit_bytes=MIB) == b"whole"

    async def test_what_is_not_there_is_not_found(self, store: BlobStore, name: str) -> None:
        await assert_absent(store, name)
        with pytest.raises(BlobNotFound):
            await store.share(name, ["bob"])

    async def test_a_content_over_the_callers_limit_is_refused(
        self, store: BlobStore, name: str
    ) -> None:
        await put(store, name, _content(10_001))
        with pytest.raises(BodyTooLarge):
            await store.read(name, limit_bytes=10_000)

    async def test_its_owner_reads_it_and_a_stranger_does_not(
        self, store: BlobStore, name: str
    ) -> None:
        await put(store, name, b"mine")
        assert await store.read(name, limit_bytes=MIB, reader="ann") == b"mine"
        for stranger in ("bob", "", "an", "ann2"):
            await assert_absent(store, name, reader=stranger)

    async def test_readers_read_it_too(self, store: BlobStore, name: str) -> None:
        await put(store, name, b"ours")
        info = await store.share(name, ["bob", "cyd"])
        assert sorted(info.readers) == ["bob", "cyd"]
        assert await store.read(name, limit_bytes=MIB, reader="bob") == b"ours"
        assert (await store.info(name, reader="cyd")).name == name
        await assert_absent(store, name, reader="dan")

    async def test_sharing_twice_is_sharing_once(self, store: BlobStore, name: str) -> None:
        await put(store, name, b"ours")
        await store.share(name, ["bob"])
        assert (await store.share(name, ["bob", "bob"])).readers == ["bob"]

    async def test_what_was_shared_is_kept_for_a_year(self, store: BlobStore, name: str) -> None:
        await store.put(
            name, b"sent", owner="ann", kind="upload", media_type="image/png", retention_s=60
        )
        shared = await store.share(name, ["bob"])
        assert shared.expires_at is not None
        assert shared.expires_at > shared.created_at + timedelta(days=364)

    async def test_a_deleted_blob_is_gone_and_its_name_free(
        self, store: BlobStore, name: str
    ) -> None:
        await put(store, name, b"old")
        await store.delete(name)
        await assert_absent(store, name)
        await store.delete(name)
        await put(store, name, b"new")
        assert await store.read(name, limit_bytes=MIB) == b"new"

    async def test_the_retention_asked_for_is_kept(self, store: BlobStore, name: str) -> None:
        info = await store.put(
            name, b"", owner="ann", kind="upload", media_type="image/png", retention_s=3600
        )
        assert info.expires_at == info.created_at + timedelta(hours=1)

    async def test_an_expired_blob_is_gone_and_its_name_free(
        self, store: BlobStore, name: str
    ) -> None:
        await store.put(
            name, b"brief", owner="ann", kind="upload", media_type="image/png", retention_s=1
        )
        await eventually(lambda: is_absent(store, name), lambda absent: absent, within_s=10)
        assert (await put(store, name, b"next")).size_bytes == 4


async def put(store: BlobStore, name: str, content: bytes) -> BlobInfo:
    return await store.put(name, content, owner="ann", kind="upload", media_type="image/png")


async def is_absent(store: BlobStore, name: str, reader: str | None = None) -> bool:
    try:
        await store.info(name, reader=reader)
    except BlobNotFound:
        return True
    return False


async def assert_absent(store: BlobStore, name: str, reader: str | None = None) -> None:
    assert await is_absent(store, name, reader)
    with pytest.raises(BlobNotFound):
        await store.read(name, limit_bytes=MIB, reader=reader)


def _content(size: int, seed: int = 0) -> bytes:
    block = hashlib.sha256(bytes([seed])).digest()
    return (block * (size // len(block) + 1))[:size]


async def _pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def _broken(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise CutOff

"""Whether a picture is one that was made here, and what was done to it since."""

import asyncio
from dataclasses import dataclass

import structlog
from cloak_codec.alteration import Comparison, compare
from cloak_codec.likeness import distance, fingerprint
from cloak_kit.blobs import BlobInfo, StorageClient
from cloak_kit.errors import BlobNotFound

from cloak_gateway.covers import checked_name
from cloak_gateway.errors import Busy, codec_refusals
from cloak_gateway.made import Made, MadePicture
from cloak_gateway.people import People
from cloak_gateway.resources import AlterationMap, Verdict, Verification
from cloak_gateway.threads import Threads

log = structlog.get_logger(__name__)
_NEAR_BITS = 100  # of 256; pictures that have nothing in common differ in about 128
_COMPARED = 6
_SHARED = 2000


@dataclass(frozen=True, slots=True)
class Match:
    """A made picture, and how the one that was seen differs from it."""

    made: MadePicture
    comparison: Comparison


class Verifier:
    """Knows exact files for everybody, changed and covert ones for who may read the made ones."""

    def __init__(
        self,
        made: Made,
        people: People,
        blobs: StorageClient,
        pictures: Threads,
        *,
        limit_bytes: int,
        deadline_s: float,
    ) -> None:
        self._made = made
        self._people = people
        self._blobs = blobs
        self._pictures = pictures
        self._limit_bytes = limit_bytes
        self._deadline_s = deadline_s

    async def verify(self, reader: str, name: str) -> Verification:
        """What is known of this picture; raises BlobNotFound, Busy, the refusals of a picture."""
        seen = await self._blobs.info(checked_name(name), reader=reader)
        exact = await self._made.exactly(seen.sha256)
        if exact is not None and (not exact.is_covert or await self._may_read(reader, exact)):
            return await self._told(reader, "unchanged", exact)
        match = await self._nearest(reader, seen)
        if match is None:
            return Verification(verdict="unknown")
        verdict: Verdict = "altered" if match.comparison.is_altered else "recompressed"
        log.info("picture.verified", verdict=verdict, noise=round(match.comparison.noise, 2))
        told = await self._told(reader, verdict, match.made)
        differs = {"changes": list(match.comparison.changes), "map": _map(match.comparison)}
        return told.model_copy(update=differs)

    async def _nearest(self, reader: str, seen: BlobInfo) -> Match | None:
        shared = await self._blobs.shared_with(reader, limit=_SHARED)
        readable = await self._made.readable(reader, shared)
        if not readable:
            return None
        ends_at = asyncio.get_running_loop().time() + self._deadline_s
        try:
            async with asyncio.timeout_at(ends_at):
                near = await self._near(reader, seen, readable)
        except TimeoutError as late:
            raise Busy from late
        best: Match | None = None
        for made in near:
            try:
                async with asyncio.timeout_at(ends_at):
                    found = await self._compared(reader, made, seen)
            except TimeoutError as late:
                if best is None:
                    raise Busy from late
                break  # the likeliest come first
            if found is None:
                continue
            if best is None or found.unlikeness < best.comparison.unlikeness:
                best = Match(made, found)
        return best

    async def _near(
        self, reader: str, seen: BlobInfo, readable: list[MadePicture]
    ) -> list[MadePicture]:
        """Some that look like it, the likeliest first."""
        looks = await self._pictures.run_on(lambda: self._read(seen.name, reader), _fingerprint)
        # What was hidden in a cover does not make the cover itself one of ours.
        others = [made for made in readable if made.cover_sha256 != seen.sha256]
        # The newest first among those made of one cover, which all look the same.
        newest = sorted(others, key=lambda made: made.made_at, reverse=True)
        bits = {made.job: distance(looks, made.fingerprint) for made in newest}
        near = sorted(
            (made for made in newest if bits[made.job] <= _NEAR_BITS),
            key=lambda made: bits[made.job],
        )
        return near[:_COMPARED]

    async def _compared(self, reader: str, made: MadePicture, seen: BlobInfo) -> Comparison | None:
        async def both() -> tuple[bytes, bytes]:
            return await self._read(made.blob, reader), await self._read(seen.name, reader)

        try:
            return await self._pictures.run_on(both, _comparison)
        except BlobNotFound:
            return None  # no longer kept, or no longer for this reader

    async def _read(self, name: str, reader: str) -> bytes:
        return await self._blobs.read(name, limit_bytes=self._limit_bytes, reader=reader)

    async def _told(self, reader: str, verdict: Verdict, made: MadePicture) -> Verification:
        people = await self._people.named([made.owner])
        return Verification(
            verdict=verdict,
            made_by=people.get(made.owner),
            made_at=made.made_at,
            job=made.job if made.owner == reader else None,
            blob=made.blob if await self._is_there(reader, made) else None,
        )

    async def _may_read(self, reader: str, made: MadePicture) -> bool:
        return made.owner == reader or await self._is_there(reader, made)

    async def _is_there(self, reader: str, made: MadePicture) -> bool:
        try:
            await self._blobs.info(made.blob, reader=reader)
        except BlobNotFound:
            return False
        return True


def _map(found: Comparison) -> AlterationMap | None:
    cells = found.cells.listed()
    if not cells:
        return None
    width, height = found.size
    return AlterationMap(
        columns=found.cells.columns,
        rows=found.cells.rows,
        width=width,
        height=height,
        cells=cells,
    )


def _fingerprint(image: bytes) -> bytes:
    with codec_refusals():
        return fingerprint(image)


def _comparison(files: tuple[bytes, bytes]) -> Comparison | None:
    with codec_refusals():
        return compare(*files)

"""What is kept in the database, counted."""

from dataclasses import dataclass

from cloak_kit.mongo import Document
from pymongo.asynchronous.database import AsyncDatabase

PUT_HEADERS = {"Cloak-Owner": "ann", "Cloak-Kind": "upload", "Content-Type": "image/png"}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many documents there are of each sort."""

    blobs: int
    files: int
    chunks: int
    intents: int


NOTHING = Kept(0, 0, 0, 0)
A_NOTE = Kept(0, 0, 0, intents=1)
"""An upload failed: the sweeper looks again for chunks that came late."""


async def kept(database: AsyncDatabase[Document]) -> Kept:
    """Count what there is now."""
    names = ("blobs", "fs.files", "fs.chunks", "uploads")
    return Kept(*[await database[name].count_documents({}) for name in names])


async def emptied(database: AsyncDatabase[Document]) -> None:
    """Remove every blob and every trace of one."""
    for name in ("blobs", "fs.files", "fs.chunks", "uploads"):
        await database[name].delete_many({})

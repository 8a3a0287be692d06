"""What is copied, in which order, and what is left out and why.

Nothing stops while a back-up is made. So what refers comes before what it refers to: whatever a
copied document names was there when it was copied, and is met later. A counter comes after what it
counts, so that no number is given twice. Each document is whole in itself; GridFS files are written
once under fresh ids and never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Copied:
    """One collection of one service's database.

    `of_users` says that each document stands for the user of the same `_id`, told of by an event:
    one whose user is not in the back-up is not brought back.
    """

    service: str
    collection: str
    of_users: bool = False

    def __str__(self) -> str:
        return f"{self.service}.{self.collection}"


BLOBS: Final = Copied("storage", "blobs")
FILES: Final = Copied("storage", "fs.files")
CHUNKS: Final = Copied("storage", "fs.chunks")
USERS: Final = Copied("auth", "users")
PLAN: Final = (
    Copied("gateway", "idempotency"),
    Copied("gateway", "redrives"),
    Copied("gateway", "jobs"),
    Copied("gateway", "made"),
    Copied("gateway", "uploads"),
    Copied("messaging", "notifications"),
    Copied("messaging", "events"),
    Copied("messaging", "threads"),
    Copied("messaging", "messages"),
    Copied("messaging", "conversations"),
    Copied("messaging", "heads"),
    Copied("messaging", "contacts"),
    USERS,
    Copied("gateway", "people", of_users=True),
    Copied("messaging", "people", of_users=True),
    BLOBS,
    FILES,
    CHUNKS,
)
LEFT_OUT: Final[Mapping[str, str]] = {
    "auth.refresh_families": "a session that was ended since must not live again: sign in anew",
    "auth.turns": "whose turn it is, for seconds",
    "storage.leases": "who sweeps, for minutes",
    "storage.uploads": "uploads under way: files are copied by their claims, never half",
}
SERVICES: Final = tuple(sorted({copied.service for copied in PLAN}))
# The other way round, so that nothing refers to what is not there yet; people after their users.
RESTORED: Final = (
    *(copied for copied in reversed(PLAN) if not copied.of_users),
    *(copied for copied in PLAN if copied.of_users),
)

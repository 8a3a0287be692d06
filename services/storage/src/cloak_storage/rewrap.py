"""`rewrap` and `keys`: change the master key of blobs that are there, and say when it is done.

A data key is wrapped anew and its blob's bytes stay as they are, so this costs one small write a
blob. It may run beside the service, more than once and at once: whoever read a record before goes
on with the old form, which the old key opens.
"""

from collections import Counter
from dataclasses import dataclass

from cloak_kit.mongo import connect_mongo

from cloak_storage.errors import BlobDamaged, MasterKeyMissing
from cloak_storage.keys import KeyRing, key_ring
from cloak_storage.records import Records
from cloak_storage.settings import StorageSettings


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many data keys changed their master, and how many no given one opens."""

    changed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found, in words, and whether nothing is left to do."""

    text: str
    is_well: bool


async def rewrap_all(records: Records, keys: KeyRing) -> Rewrapped:
    """Wrap every data key by the current master key; those that do not open stay as they are."""
    outcomes: Counter[str] = Counter()
    async for record in records.under_other_keys(keys.current):
        try:
            key = keys.rewrapped(record.file.binary, record.key)
        except (BlobDamaged, MasterKeyMissing):
            outcomes["failed"] += 1
            continue
        outcomes["changed"] += await records.rekey(record, key)
    return Rewrapped(outcomes["changed"], outcomes["failed"])


async def rewrap(settings: StorageSettings) -> Report:
    """Rewrap all blobs; all is well when every one opened."""
    keys = key_ring(settings)
    async with connect_mongo(settings.mongo) as database:
        done = await rewrap_all(Records(database), keys)
    text = f"{done.changed} data keys rewrapped by {keys.current}, {done.failed} do not open"
    return Report(text, is_well=not done.failed)


async def show_keys(settings: StorageSettings) -> Report:
    """Count the blobs that each master key wraps; all is well when each in use was given."""
    keys = key_ring(settings)
    async with connect_mongo(settings.mongo) as database:
        counts = await Records(database).by_master_key()
    missing = sorted(set(counts) - set(keys.names))
    roles = dict.fromkeys(missing, "MISSING") | dict.fromkeys(keys.names, "decrypts")
    roles[keys.current] = "encrypts"
    lines = [f"{name} {role} {counts.get(name, 0)} blobs" for name, role in roles.items()]
    return Report("\n".join(lines), is_well=not missing)

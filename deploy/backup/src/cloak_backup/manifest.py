"""The description of one back-up: what is in which file, and what a restoration needs beside it."""

from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cloak_backup import archive
from cloak_backup.errors import ArchiveDamaged

NAME: Final = "manifest.json"


class Entry(BaseModel):
    """One file and the collection whose documents it holds."""

    model_config = ConfigDict(frozen=True)

    service: str
    collection: str
    file: str
    documents: int
    size_bytes: int
    sha256: str


class Manifest(BaseModel):
    """One back-up. It holds no secret, and names no person."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    begun_at: datetime
    ended_at: datetime
    recipients: tuple[str, ...]
    """The public age keys that it is encrypted to."""
    master_keys: tuple[str, ...]
    """The storage service's master keys that its blobs need: `python -m cloak_storage keys`."""
    vanished: tuple[str, ...]
    """Files that were removed while they were copied: their claims are not brought back."""
    entries: tuple[Entry, ...]

    @property
    def size_bytes(self) -> int:
        """How large all files are together."""
        return sum(entry.size_bytes for entry in self.entries)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a back-up's description; raises ArchiveDamaged."""
        try:
            return cls.model_validate_json((folder / NAME).read_bytes())
        except (OSError, ValidationError) as error:
            raise ArchiveDamaged(f"{folder} holds no back-up of this format") from error

    def check_files(self, folder: Path) -> None:
        """Read every file once; raises ArchiveDamaged unless each is what was written."""
        for entry in self.entries:
            path = folder / entry.file
            if not path.is_file() or archive.digest_of(path) != entry.sha256:
                raise ArchiveDamaged(f"{entry.file} is missing or was changed")

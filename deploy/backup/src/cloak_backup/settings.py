"""What the command is told by its environment."""

import re
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from pyrage import IdentityError, RecipientError
from pyrage.x25519 import Identity, Recipient

from cloak_backup.errors import UnusableKey

_BETWEEN = re.compile(r"[\s,]+")


class BackupSettings(BaseSettings):
    """Which databases are copied or filled, and who may open a copy."""

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_BACKUP_", frozen=True, hide_input_in_errors=True
    )

    mongo_uri: SecretStr
    """With the role `backup`; to restore, `restore` as well, which alone may not read. A copy is
    made from one member of a replica set: the order in which it reads means nothing where another
    member may be behind.
    """
    database_prefix: str = "cloak_"
    recipients: str = ""
    """Public age keys (`age1...`), separated by commas or spaces: each opens every copy."""
    operation_timeout_s: float = 60


def read_recipients(text: str) -> list[Recipient]:
    """Read public age keys, at least one; raises UnusableKey."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if not parts:
        raise UnusableKey("CLOAK_BACKUP_RECIPIENTS names no public age key")
    try:
        return [Recipient.from_str(part) for part in parts]
    except RecipientError as error:
        raise UnusableKey("CLOAK_BACKUP_RECIPIENTS holds what is no public age key") from error


def read_identity(path: Path) -> Identity:
    """Read the secret age key of a file, as `age-keygen` writes it; raises UnusableKey."""
    try:
        lines = path.read_text().splitlines()
        (key,) = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        return Identity.from_str(key)
    except (OSError, ValueError, IdentityError) as error:
        raise UnusableKey(f"{path} does not hold one secret age key") from error

"""Secrets of one local system: made once, kept in a file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path

from cloak_provision.envfile import dated_key, public_half


class Vault:
    """Give each name its secret, the same one at every start.

    The file has mode 0600 and is replaced atomically, so that a kill in the middle of a write
    leaves the old secrets and not half of them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._secrets: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def secret(self, name: str, *, size_bytes: int = 32) -> str:
        """Return the secret called ``name`` as URL-safe base64, generated on first use."""
        if name not in self._secrets:
            self._secrets[name] = secrets.token_urlsafe(size_bytes)
            self._save()
        return self._secrets[name]

    def dated_key(self, name: str) -> str:
        """Return the key called ``name`` with the time it was made, as the services take it."""
        if name not in self._secrets:
            self._secrets[name] = dated_key()
            self._save()
        return self._secrets[name]

    def public_half(self, name: str) -> str:
        """Return the public X25519 key, base64 too, of the secret that is its private one."""
        return public_half(self.secret(name))

    def _save(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self._secrets, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

"""New secrets for one system, in the form of an environment file."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_WORD_BYTES = 32
PRIVATE, PUBLIC = "WORKERS_PRIVATE_KEY", "WORKERS_PUBLIC_KEY"


def dated_key() -> str:
    """A key that says since when it exists, as auth and storage take it; an alert reads that."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}={_word()}"


def _word() -> str:
    """Base64 for URLs, 32 bytes: a password, a token, a key."""
    return secrets.token_urlsafe(_WORD_BYTES)


def _key_file() -> str:
    """What MongoDB's members know each other by: it takes no dash and no underscore."""
    return secrets.token_hex(64)


MAKERS: Mapping[str, Callable[[], str]] = {
    "KAFKA_ADMIN_PASSWORD": _word,
    "KAFKA_CONTROLLER_PASSWORD": _word,
    "KAFKA_AUTH_PASSWORD": _word,
    "KAFKA_GATEWAY_PASSWORD": _word,
    "KAFKA_MESSAGING_PASSWORD": _word,
    "KAFKA_STEGO_WORKER_PASSWORD": _word,
    "KAFKA_STORAGE_PASSWORD": _word,
    "MONGO_ADMIN_PASSWORD": _word,
    "MONGO_KEY_FILE": _key_file,
    "MONGO_AUTH_PASSWORD": _word,
    "MONGO_BACKUP_PASSWORD": _word,
    "MONGO_GATEWAY_PASSWORD": _word,
    "MONGO_MESSAGING_PASSWORD": _word,
    "MONGO_STORAGE_PASSWORD": _word,
    "REDIS_PASSWORD": _word,
    "BLOBS_GATEWAY_TOKEN": _word,
    "BLOBS_MESSAGING_TOKEN": _word,
    "BLOBS_STEGO_WORKER_TOKEN": _word,
    "STORAGE_MASTER_KEY": dated_key,
    "AUTH_SIGNING_KEY": dated_key,
    "GATEWAY_FINGERPRINT_KEY": _word,
    PRIVATE: _word,
    "GRAFANA_ADMIN_PASSWORD": _word,
}


def complete(path: Path) -> list[str]:
    """Write what the file lacks, keep what it has, and return the names that were added.

    The file has mode 0600 and is replaced as a whole.
    """
    there = path.read_text() if path.exists() else ""
    known = dict(line.split("=", 1) for line in there.splitlines() if "=" in line)
    fresh = {name: make() for name, make in MAKERS.items() if name not in known}
    if PUBLIC not in known or PRIVATE in fresh:
        fresh[PUBLIC] = public_half((known | fresh)[PRIVATE])
    if fresh:
        lines = [line for line in there.splitlines() if line.partition("=")[0] not in fresh]
        lines += [f"{name}={value}" for name, value in fresh.items()]
        _replace(path, "\n".join(lines) + "\n")
    return list(fresh)


def public_half(private: str) -> str:
    """The public X25519 key, base64, of a private one in URL-safe base64 of 32 bytes."""
    raw = base64.urlsafe_b64decode(private.rstrip("=") + "=")
    public = X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    return base64.urlsafe_b64encode(public).decode()


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

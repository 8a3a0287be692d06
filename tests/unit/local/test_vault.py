"""Secrets: made once, kept for the owner's eyes alone."""

from datetime import UTC, datetime
from pathlib import Path

from cloak_local.vault import Vault


def test_a_secret_is_the_same_at_every_start(tmp_path: Path) -> None:
    first = Vault(tmp_path / "secrets.json").secret("redis")
    assert Vault(tmp_path / "secrets.json").secret("redis") == first


def test_each_name_has_its_own_secret(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secrets.json")
    assert vault.secret("kafka-auth") != vault.secret("kafka-gateway")


def test_a_dated_key_says_when_it_was_made(tmp_path: Path) -> None:
    made = Vault(tmp_path / "secrets.json").dated_key("auth-signing-key")
    assert made.startswith(datetime.now(UTC).strftime("%Y-%m-%dT"))
    assert len(made.partition("Z=")[2]) == 43
    assert Vault(tmp_path / "secrets.json").dated_key("auth-signing-key") == made


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    Vault(path).secret("redis")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.json"]


def test_a_write_that_was_cut_off_leaves_the_old_secrets(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    kept = Vault(path).secret("redis")
    path.with_suffix(".new").write_text('{"redis": "ha')
    vault = Vault(path)
    vault.secret("mongo-admin")
    assert vault.secret("redis") == kept

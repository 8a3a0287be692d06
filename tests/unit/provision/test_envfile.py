"""The environment file with secrets: whole, private, and kept when it is completed."""

import stat
from pathlib import Path

from cloak_kit.dated_keys import split_dated
from cloak_kit.hpke import PrivateKeys
from cloak_provision.envfile import MAKERS, PRIVATE, PUBLIC, complete


def read(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def test_a_new_file_has_every_secret_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    added = complete(path)
    assert set(added) == set(read(path)) == {*MAKERS, PUBLIC}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_file_has_is_kept_and_only_the_rest_is_added(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    complete(path)
    before = path.read_text()
    assert complete(path) == []
    path.write_text("".join(line for line in before.splitlines(True) if "REDIS" not in line))
    path.write_text("# by hand\nGRAFANA_PORT=3001\n" + path.read_text())
    assert complete(path) == ["REDIS_PASSWORD"]
    assert path.read_text().startswith("# by hand\nGRAFANA_PORT=3001\n")
    old = dict(line.split("=", 1) for line in before.splitlines())
    kept = {name: value for name, value in old.items() if name != "REDIS_PASSWORD"}
    assert (
        kept.items()
        <= dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line).items()
    )


def test_two_files_share_no_secret(tmp_path: Path) -> None:
    complete(tmp_path / "one")
    complete(tmp_path / "two")
    assert not set(read(tmp_path / "one").values()) & set(read(tmp_path / "two").values())


def test_the_workers_keys_are_a_pair(tmp_path: Path) -> None:
    complete(tmp_path / ".env")
    secrets = read(tmp_path / ".env")
    assert PrivateKeys.parse(secrets[PRIVATE]).public == secrets[PUBLIC]


def test_keys_that_grow_old_say_since_when_they_exist(tmp_path: Path) -> None:
    complete(tmp_path / ".env")
    secrets = read(tmp_path / ".env")
    for name in ("AUTH_SIGNING_KEY", "STORAGE_MASTER_KEY"):
        since, key = split_dated(secrets[name])
        assert since is not None
        assert len(key) >= 43

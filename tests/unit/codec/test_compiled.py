"""Compiled code that an image brings: taken over once, never over what is there."""

from pathlib import Path

import numba
import pytest
from cloak_codec import bring_compiled


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    (folder / "package_1").mkdir(parents=True)
    (folder / "package_1" / "crc.nbi").write_bytes(b"index")
    (folder / "package_1" / "crc.1.nbc").write_bytes(b"code")
    return folder


def test_an_empty_cache_takes_everything_over(cache: Path, shipped: Path) -> None:
    assert bring_compiled(shipped) == 2
    assert (cache / "package_1" / "crc.nbi").read_bytes() == b"index"
    assert (cache / "package_1" / "crc.1.nbc").read_bytes() == b"code"


def test_what_a_cache_has_stays(cache: Path, shipped: Path) -> None:
    (cache / "package_1").mkdir(parents=True)
    (cache / "package_1" / "crc.nbi").write_bytes(b"newer")
    assert bring_compiled(shipped) == 1
    assert (cache / "package_1" / "crc.nbi").read_bytes() == b"newer"
    assert bring_compiled(shipped) == 0


def test_without_a_cache_folder_nothing_is_written(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    assert bring_compiled(shipped) == 0

"""Which back-ups of a folder make room for newer ones."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cloak_backup.folders import partial, remove_abandoned, remove_older, whole

NOW = datetime(2026, 11, 23, 2, 17, tzinfo=UTC)


def filled(path: Path) -> Path:
    path.mkdir()
    (path / "manifest.json").write_text("{}")
    return path


@pytest.fixture
def daily(tmp_path: Path) -> list[Path]:
    """Five back-ups, the newest first."""
    return [filled(whole(tmp_path, NOW - timedelta(days=days))) for days in range(5)]


@pytest.mark.parametrize("keep", [1, 2, 5, 9])
def test_the_newest_stay(tmp_path: Path, daily: list[Path], keep: int) -> None:
    removed = remove_older(tmp_path, daily[0], keep)
    assert removed == daily[keep:][::-1]
    assert sorted(tmp_path.iterdir()) == sorted(daily[:keep])


def test_the_one_just_made_stays_whatever_the_clock_said_before(
    tmp_path: Path, daily: list[Path]
) -> None:
    made = daily[-1]
    assert made not in remove_older(tmp_path, made, 2)
    assert sorted(tmp_path.iterdir()) == [made, daily[0]]


def test_what_is_no_back_up_is_left_alone(tmp_path: Path, daily: list[Path]) -> None:
    others = [
        filled(tmp_path / "lost+found"),
        filled(tmp_path / "2020-01-01T00-00-00Z.kept"),
        filled(partial(whole(tmp_path, NOW))),
        tmp_path / "2020-01-01T00-00-00Z",
        tmp_path / "2020-01-02T00-00-00Z",
    ]
    others[-2].write_text("a file")
    others[-1].symlink_to(others[0])
    remove_older(tmp_path, daily[0], 1)
    assert sorted(tmp_path.iterdir()) == sorted([*others, daily[0]])


def test_what_a_killed_run_left_goes_after_a_day(tmp_path: Path, daily: list[Path]) -> None:
    old, young = (
        filled(partial(whole(tmp_path, NOW - timedelta(hours=hours)))) for hours in (25, 23)
    )
    remove_abandoned(tmp_path, NOW)
    assert sorted(tmp_path.iterdir()) == sorted([young, *daily])
    assert not old.exists()


def test_a_folder_that_is_not_there_yet_holds_nothing_to_remove(tmp_path: Path) -> None:
    remove_abandoned(tmp_path / "none", NOW)

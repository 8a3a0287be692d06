"""The folders of back-ups, named by the moment that each brings back; and which of them stay."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

_FORMAT: Final = "%Y-%m-%dT%H-%M-%SZ"
_NAME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ")
_PARTIAL: Final = ".partial"
_ABANDONED_AFTER: Final = timedelta(days=1)


def whole(folder: Path, begun_at: datetime) -> Path:
    """Where a back-up lies, once it is whole."""
    return folder / begun_at.strftime(_FORMAT)


def partial(path: Path) -> Path:
    """Where a back-up lies while it is made or removed: under no name of a whole one."""
    return path.with_suffix(_PARTIAL)


def remove_older(folder: Path, made: Path, keep: int) -> list[Path]:
    """Keep this back-up and the newest others, `keep` in all; return those removed, oldest first.

    Nothing else in the folder is touched. Raises OSError.
    """
    others = [path for path in _named(folder, "") if path != made]
    older = others[: max(0, len(others) - (keep - 1))]
    for path in older:
        going = partial(path)
        path.rename(going)
        shutil.rmtree(going)
    return older


def remove_abandoned(folder: Path, now: datetime) -> None:
    """Remove what runs left that were killed a day ago or more. Raises OSError."""
    for path in _named(folder, _PARTIAL):
        begun_at = datetime.strptime(path.stem, _FORMAT).replace(tzinfo=UTC)
        if now - begun_at > _ABANDONED_AFTER:
            shutil.rmtree(path)


def _named(folder: Path, suffix: str) -> list[Path]:
    """Folders of back-ups with this suffix, oldest first: their names sort as their times do."""
    return sorted(
        path
        for path in folder.glob("*")
        if path.suffix == suffix
        and _NAME.fullmatch(path.stem)
        and path.is_dir()
        and not path.is_symlink()
    )

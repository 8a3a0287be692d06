"""Compiled code that came with an installation, for a numba that caches only where it can write."""

import os
import shutil
from pathlib import Path

import numba

_INDEX = ".nbi"


def bring_compiled(folder: Path) -> int:
    """Copy the compiled code in ``folder`` into ``NUMBA_CACHE_DIR``; return how many files it took.

    What is there already stays, and each file appears as a whole; an index comes after what it
    names. numba itself passes over what other sources, versions or processors left. Raises OSError.
    """
    chosen: str = numba.config.CACHE_DIR  # type: ignore[attr-defined]  # set while it is imported
    if not chosen:
        return 0
    cache = Path(chosen)
    files = [path for path in folder.rglob("*") if path.is_file()]
    brought = 0
    for path in sorted(files, key=lambda path: path.suffix == _INDEX):
        to = cache / path.relative_to(folder)
        if not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            partial = to.with_name(f".{to.name}.{os.getpid()}")
            shutil.copyfile(path, partial)
            partial.replace(to)
            brought += 1
    return brought

"""The folder of versions on disk."""

from pathlib import Path


def versions_on_disk(folder: Path) -> frozenset[int]:
    """Return the versions whose SavedModel lies in ``folder/<version>/``; none without a folder.

    Names that are not plain numbers are ignored: exporters write under such a name first and
    rename when the version is whole.
    """
    if not folder.is_dir():
        return frozenset()
    return frozenset(
        int(entry.name)
        for entry in folder.iterdir()
        if entry.name.isascii() and entry.name.isdigit() and (entry / "saved_model.pb").is_file()
    )


def version_folder(folder: Path, version: int) -> Path:
    """Return the folder of a version, also where its name has leading zeros."""
    return next(
        entry for entry in folder.iterdir() if entry.name.isdigit() and int(entry.name) == version
    )

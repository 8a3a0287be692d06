"""The results files that the report is made of, and what their rows are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cloak_bench.results import read_results

Found = dict[str, Any]

_ROBUST: Final = {
    "robust-224-48.json": "48 bytes, 224x224",
    "robust-native-128.json": "128 bytes, native",
    "robust-native-256.json": "256 bytes, native",
    "robust-social-1024.json": "1,024 bytes, 1,920 px",
    "robust-social-256.json": "256 bytes, 1,920 px",
}
_OTHERS: Final = {
    "image-coded-224-100.json": "picture as a file, 1.0 bit a value, 224x224",
    "image-coded-224-158.json": "picture as a file, 1.58 bit a value, 224x224",
    "image-224.json": "picture through JPEG of quality 80, 224x224",
    "covert-224-005.json": "covert, 0.05 bit a value, 224x224",
    "covert-224-01.json": "covert, 0.1 bit a value, 224x224",
}


_METHODS: Final = (
    "control",
    "lsbr",
    "lsbm",
    "hill",
    "locked",
    "covert",
    "robust",
    "image",
    "coded",
)


@dataclass(frozen=True, slots=True)
class Runs:
    """Results by their labels; what is not there yet is left out."""

    robust: dict[str, Found]
    others: dict[str, Found]
    survival: Found | None
    detection: Found | None
    rivals: Found | None

    @classmethod
    def read(cls, folder: Path) -> Runs:
        """All that a folder holds."""

        def one(name: str) -> Found | None:
            path = folder / name
            return read_results(path) if path.exists() else None

        def some(names: dict[str, str]) -> dict[str, Found]:
            return {label: found for name, label in names.items() if (found := one(name))}

        return cls(
            some(_ROBUST),
            some(_OTHERS),
            one("survival.json"),
            _ordered(one("detection.json"), "methods", _place_of_method),
            _ordered(one("rivals.json"), "tools", lambda name: (not name.startswith("cloak"),)),
        )


def _place_of_method(name: str) -> tuple[int, float]:
    kind, _, value = name.partition(":")
    return _METHODS.index(kind), float(value or 0)


def _ordered(
    found: Found | None, key: str, place: Callable[[str], tuple[float, ...]]
) -> Found | None:
    """Rows in the order of reading, not in that of measuring."""
    if found is None:
        return None
    return found | {key: {name: found[key][name] for name in sorted(found[key], key=place)}}

"""Stego files and their features on disk, so that each is made once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from cloak_codec.quality import psnr_db
from numpy.typing import NDArray

from cloak_bench.covers import Cover, pixels_of
from cloak_bench.detection.classics import estimates
from cloak_bench.detection.rich import crm, srmq1
from cloak_bench.detection.spam import spam
from cloak_bench.detection.stegos import Maker

RGB = NDArray[np.uint8]
FEATURES: Final[dict[str, Callable[[RGB], NDArray[np.float32]]]] = {
    "spam": spam,
    "srmq1": lambda rgb: srmq1(np.ascontiguousarray(rgb[..., 1])),
    "crm": crm,
    "classics": estimates,
}
_EVERY: Final = 100  # files between two words to the person who waits


@dataclass(frozen=True, slots=True, eq=False)
class FeatureStore:
    """One folder for a set of covers, one below it for each method."""

    folder: Path
    covers: list[Cover] = field(repr=False)

    def make(self, method: str, hide: Maker) -> None:
        """Make what is not there yet: the file, empty where it was refused, and its features."""
        place = self.folder / method
        place.mkdir(parents=True, exist_ok=True)
        for index, cover in enumerate(self.covers):
            if (place / f"{index:05d}.npz").exists():
                continue
            file = hide(self.covers, index) or b""
            (place / f"{index:05d}.png").write_bytes(file)
            found: dict[str, NDArray[np.float32]] = {}
            if file:
                rgb = pixels_of(file)
                found = {name: extracted(rgb) for name, extracted in FEATURES.items()}
                found["psnr_db"] = np.array([psnr_db(cover.rgb, rgb)], np.float32)
            partial = place / f".{index:05d}.npz"
            np.savez(partial, allow_pickle=False, **found)
            partial.replace(place / f"{index:05d}.npz")
            if (index + 1) % _EVERY == 0:
                sys.stderr.write(f"{method}: {index + 1} of {len(self.covers)}\n")

    def accepted(self, method: str) -> list[int]:
        """The numbers of the covers that were not refused."""
        return [i for i in range(len(self.covers)) if self.file(method, i).stat().st_size]

    def file(self, method: str, index: int) -> Path:
        """The stego file of a cover; empty if refused."""
        return self.folder / method / f"{index:05d}.png"

    def load(self, method: str, feature: str, indices: list[int]) -> NDArray[np.float32]:
        """[N,D] of some covers."""
        rows = []
        for index in indices:
            with np.load(self.folder / method / f"{index:05d}.npz") as found:
                rows.append(found[feature])
        return np.stack(rows)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Covers beside what a method made of them; beside other covers where it hid nothing."""

    store: FeatureStore
    clean: str
    changed: str
    indices: list[int]

    def features(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """[N,D] of the covers and of their counterparts."""
        clean = self.store.load(self.clean, name, self.indices)
        if self.is_control:
            half = len(clean) // 2
            return clean[:half], clean[half : 2 * half]
        return clean, self.store.load(self.changed, name, self.indices)

    def pictures(self) -> tuple[RGB, RGB]:
        """[N,H,W,3] of the covers and of their counterparts, all of one size."""
        clean, changed = (
            np.stack([pixels_of(self.store.file(name, i).read_bytes()) for i in self.indices])
            for name in (self.clean, self.changed)
        )
        return clean, changed

    @property
    def is_control(self) -> bool:
        """Nothing was hidden: whoever tells the two sides apart tells them by chance."""
        return self.clean == self.changed

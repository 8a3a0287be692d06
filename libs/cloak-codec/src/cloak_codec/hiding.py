"""What embedding asks of a mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A picture [H,W,3] that may hold the payload; ``strength`` says how loudly, 1 is usual."""

    strength: float
    rgb: NDArray[np.uint8] = field(repr=False)


class Hiding(Protocol):
    """One payload on its way into one picture."""

    floor_db: float  # a file that differs more from its cover is not delivered

    def proposals(self) -> Iterator[Proposal]:
        """Ways to change the cover. After each, ``judge`` is told what became of it as a file.

        What comes next may depend on that; of what was judged good, the last is delivered.
        """

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether the pixels [H,W,3] of the last proposal's file may be delivered."""

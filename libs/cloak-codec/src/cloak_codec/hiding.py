"""What embedding asks of a mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cloak_codec.geometry import WorkSize


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A residual [H,W,3] of the work picture, in levels of 0..255, and the factor to apply.

    ``with_margin`` asks that the payload survives somewhat more than the channel does to it.
    """

    strength: float
    residual: NDArray[Any] = field(repr=False)
    with_margin: bool = True


class Hiding(Protocol):
    """One payload on its way into one picture."""

    floor_db: float  # a file that differs more from its cover is not delivered
    size: WorkSize

    def candidates(self) -> Iterator[Candidate]:
        """Ways to change the cover, the most welcome first; each may run a network."""

    def survives(self, stego: NDArray[np.uint8], *, with_margin: bool) -> bool:
        """Whether a reader of this picture [H,W,3] gets the payload."""

    def secret_psnr_db(self) -> float | None:
        """How well the last picture that survived shows the secret picture."""

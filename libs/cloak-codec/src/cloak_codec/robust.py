"""``robust`` mode: a frame on the grid of a picture, and the frame in a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.channels import journeys
from cloak_codec.frame import Frame, decode_frame, encode_frame, reads_back
from cloak_codec.geometry import WorkSize, work_size
from cloak_codec.grid import CELL, PILOT_FOUND, PILOT_POSSIBLE, grid
from cloak_codec.hiding import Candidate
from cloak_codec.modes import Channel, Mode
from cloak_codec.networks import ROBUST_DECODER, ROBUST_ENCODER, Networks
from cloak_codec.overlay import work_picture
from cloak_codec.tiling import run_whole

# At 1.0 short messages also outlast much that no channel here stands for; only who names a
# lossless channel gives that margin away.
_STRENGTHS: Final[dict[Channel, tuple[float, ...]]] = {
    "chat": (1.0, 1.2, 1.4, 1.7, 2.0, 2.4),
    "lossless": (0.6, 0.8, 1.0, 1.2, 1.4, 1.7, 2.0, 2.4),
}


@dataclass(frozen=True, slots=True)
class RobustReading:
    """What the grid says: whether the pilot is there, and the frame if it decodes."""

    marked: bool
    frame: Frame | None


class RobustHiding:
    """Hides one frame in one picture."""

    floor_db = 36.0

    def __init__(
        self, networks: Networks, cover: NDArray[np.uint8], sealed: bytes, channel: Channel
    ) -> None:
        self._networks, self._cover, self._sealed = networks, cover, sealed
        self._channel = channel
        self.size = size_of(cover)
        self._grid = grid(self.size.cells)
        self._cell_bits = encode_frame(sealed, self._grid)

    def candidates(self) -> Iterator[Candidate]:
        """The same residual ever stronger; where no strength leaves a margin, the strongest."""
        work = work_picture(self._cover, self.size)
        bits = self._cell_bits.reshape(self.size.height // CELL, self.size.width // CELL, 1)
        inputs = {"cover": [work], "bits": [bits]}
        residual = run_whole(self._networks, ROBUST_ENCODER, inputs)[0]
        for strength in _STRENGTHS[self._channel]:
            yield Candidate(strength, residual)
        for strength in reversed(_STRENGTHS[self._channel]):
            yield Candidate(strength, residual, with_margin=False)

    def survives(self, stego: NDArray[np.uint8], *, with_margin: bool) -> bool:
        """Whether the frame is read from the picture and from all that its channel makes of it.

        With a margin, the writer decodes with a shorter list than readers have.
        """
        heard = logits(self._networks, journeys(stego, self._channel, with_margin=with_margin))
        if with_margin and not all(reads_back(bits, self._grid, self._sealed) for bits in heard):
            return False
        frames = [read_frame(bits).frame for bits in (heard[:1] if with_margin else heard)]
        return all(frame is not None and frame.content == self._sealed for frame in frames)

    def secret_psnr_db(self) -> float | None:
        """Bits are right or wrong: there is no such figure."""
        return None


def size_of(rgb: NDArray[np.uint8]) -> WorkSize:
    """The work size of a picture [H,W,3]."""
    return work_size(rgb.shape[1], rgb.shape[0], Mode.ROBUST)


def logits(networks: Networks, pictures: Iterable[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
    """The soft bits [cells] of pictures [H,W,3] that all have the same size."""
    works = [work_picture(rgb, size_of(rgb)) for rgb in pictures]
    outputs = run_whole(networks, ROBUST_DECODER, {"image": works})
    return [output.astype(np.float32).ravel() for output in outputs]


def read_frame(heard: NDArray[np.float32]) -> RobustReading:
    """What the logits [cells] of a whole picture say."""
    layout = grid(len(heard))
    score = layout.pilot_score(heard)
    frame = decode_frame(heard, layout) if score >= PILOT_POSSIBLE else None
    return RobustReading(frame is not None or score >= PILOT_FOUND, frame)

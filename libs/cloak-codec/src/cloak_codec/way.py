"""How something is to be hidden: mode, channel and rate, checked before any work is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from cloak_codec.capacity import Capacity, capacity, capacity_of, is_inlaid
from cloak_codec.channels import journeys
from cloak_codec.errors import InvalidChannel, InvalidRate
from cloak_codec.modes import USUAL_CHANNEL, Channel, Mode
from cloak_codec.rates import rate_of

_LONGEST: Final = 128
_LOSSLESS: Final = "lossless"


@dataclass(frozen=True, slots=True)
class Way:
    """A mode, the channel that the picture will go through, and bits for each value (None: usual).

    Make it with ``checked``.
    """

    mode: Mode
    channel: Channel
    rate: float | None

    @classmethod
    def checked(cls, mode: Mode, channel: Channel | None = None, rate: float | None = None) -> Self:
        """The way that is wished for; without a channel the one that its mode is for.

        Raises InvalidChannel, InvalidRate.
        """
        way = cls(mode, channel or USUAL_CHANNEL[mode], rate)
        if len(way.channel) > _LONGEST:
            raise InvalidChannel(f"a channel has at most {_LONGEST} characters")
        journeys(way.channel)
        if mode is Mode.COVERT and way.channel != _LOSSLESS:
            raise InvalidChannel("covert messages survive in unchanged files alone: lossless")
        if way.is_inlaid:
            rate_of(mode, rate)
        elif rate is not None:
            raise InvalidRate("a rate is for covert, and for image on the channel lossless")
        return way

    @property
    def is_inlaid(self) -> bool:
        """Whether single values carry it: then the very cover decides how much fits."""
        return is_inlaid(self.mode, self.channel)

    def capacity(self, size: tuple[int, int], *, sealed: bool, recipients: int = 0) -> Capacity:
        """What a cover of this (width, height) carries, as ``capacity`` says."""
        return capacity(
            *size,
            self.mode,
            sealed=sealed,
            recipients=recipients,
            channel=self.channel,
            rate=self.rate,
        )

    def capacity_of(self, cover: bytes, *, sealed: bool, recipients: int = 0) -> Capacity:
        """What this very cover carries, as ``capacity_of`` says; raises what ``inspect`` raises."""
        return capacity_of(
            cover,
            self.mode,
            sealed=sealed,
            recipients=recipients,
            channel=self.channel,
            rate=self.rate,
        )

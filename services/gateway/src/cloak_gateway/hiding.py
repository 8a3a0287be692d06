"""How something is to be hidden: mode, channel and rate, checked before any work is done."""

from dataclasses import dataclass
from typing import Self

import cloak_codec as codec
from cloak_codec.capacity import is_inlaid
from cloak_codec.channels import journeys
from cloak_codec.rates import rate_of

from cloak_gateway.errors import InvalidChannel, InvalidRate, codec_refusals
from cloak_gateway.resources import ModeName

LONGEST_CHANNEL = 128
_LOSSLESS = "lossless"


@dataclass(frozen=True, slots=True)
class Hiding:
    """A mode, the channel that the picture will travel, and bits for each value, None: its own."""

    mode: codec.Mode
    channel: str
    rate: float | None

    @classmethod
    def checked(cls, mode: ModeName, channel: str | None, rate: float | None) -> Self:
        """The hiding that is wished for; raises InvalidChannel, InvalidRate.

        Without a channel it is the one that the mode is for.
        """
        wanted = codec.Mode(mode)
        is_covert = wanted is codec.Mode.COVERT
        hiding = cls(wanted, channel or (_LOSSLESS if is_covert else "chat"), rate)
        if len(hiding.channel) > LONGEST_CHANNEL:
            raise InvalidChannel(f"a channel has at most {LONGEST_CHANNEL} characters")
        with codec_refusals():
            journeys(hiding.channel)
            if hiding.is_inlaid:
                rate_of(wanted, rate)
        if is_covert and hiding.channel != _LOSSLESS:
            raise InvalidChannel("covert messages survive in unchanged files alone: lossless")
        if rate is not None and not hiding.is_inlaid:
            raise InvalidRate("a rate is for covert, and for image on the channel lossless")
        return hiding

    @property
    def is_inlaid(self) -> bool:
        """Whether single values carry it: then what fits depends on the very cover."""
        return is_inlaid(self.mode, self.channel)

    def capacity_of(self, cover: bytes, *, sealed: bool) -> codec.Capacity:
        """What this very cover carries; raises the refusals of a picture. For threads."""
        with codec_refusals():
            return codec.capacity_of(
                cover, self.mode, sealed=sealed, channel=self.channel, rate=self.rate
            )

    def capacity(self, size: tuple[int, int], *, sealed: bool) -> codec.Capacity:
        """What a cover of this size carries."""
        return codec.capacity(*size, self.mode, sealed=sealed, channel=self.channel, rate=self.rate)

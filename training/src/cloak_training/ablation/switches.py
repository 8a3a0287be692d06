"""The switches, one an improvement of the paper's list, and the rows of the ablation table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from cloak_training.attacks import AMOUNTS, Mixture

Body = Literal["plain", "residual", "unet", "dense"]
Attention = Literal["none", "channel", "spatial"]
Look = Literal["perceptual", "pixels", "ssim"]
Attack = Literal["none", "jpeg", "blur", "noise", "rotate", "all"]
Finish = Literal["none", "denoise", "sharpen", "refine"]


@dataclass(frozen=True, slots=True)
class Switches:
    """What differs from the paper's text experiment; every default is the paper's."""

    body: Body = "plain"  # of all three networks
    attention: Attention = "none"  # behind each body
    look: Look = "perceptual"  # how far stego and cover are apart, in the loss
    adversary: bool = False  # a steganalyser as discriminator
    attack: Attack = "none"  # on half of the stego pictures in training
    longer: int = 1  # times the steps
    patience: int | None = None  # validations without a better loss before training stops
    finish: Finish = "none"  # what is done to the finished stego picture

    @property
    def trained(self) -> Switches:
        """The switches that training depends on."""
        return replace(self, finish="none")


_LONGER: Final = 6
_PATIENCE: Final = 3

ROWS: Final[Mapping[str, Switches]] = {
    "base": Switches(),
    "residual": Switches(body="residual"),
    "unet": Switches(body="unet"),
    "dense": Switches(body="dense"),
    "channel_attention": Switches(attention="channel"),
    "spatial_attention": Switches(attention="spatial"),
    "pixels_only": Switches(look="pixels"),
    "ssim_only": Switches(look="ssim"),
    "adversarial": Switches(adversary=True),
    "augment_jpeg": Switches(attack="jpeg"),
    "augment_blur": Switches(attack="blur"),
    "augment_noise": Switches(attack="noise"),
    "augment_rotate": Switches(attack="rotate"),
    "augment_all": Switches(attack="all"),
    "denoise": Switches(finish="denoise"),
    "sharpen": Switches(finish="sharpen"),
    "refine": Switches(finish="refine"),
    "early_stopping": Switches(longer=_LONGER, patience=_PATIENCE),
    "longer": Switches(longer=_LONGER),
}

_ALL: Final = ("jpeg", "blur", "noise", "rotate")
_SPARED: Final = 0.5  # the share of pictures that stay as they are
# A bit a pixel does not live through what a bit in 64 pixels does: the ranges are milder.
_AMOUNTS: Final = {**AMOUNTS, "blur": (0.3, 0.9)}
_QUALITIES: Final = (75, 95)


def mixture(attack: Attack) -> Mixture | None:
    """The attacks of a row in training, if it has any."""
    if attack == "none":
        return None
    kinds = _ALL if attack == "all" else (attack,)
    shares = {"none": _SPARED, **{kind: (1 - _SPARED) / len(kinds) for kind in kinds}}
    return Mixture(shares, _AMOUNTS, _QUALITIES)

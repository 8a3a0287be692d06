"""The paper's text model with the switches of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from cloak_training.ablation.bodies import body_of
from cloak_training.ablation.steganalyser import steganalyser, told_apart
from cloak_training.ablation.switches import Look, Switches
from cloak_training.attacks import attacked
from cloak_training.layers import Tensor
from cloak_training.paper import PaperModel
from cloak_training.perceptual import l2_norm, perceptual_loss, ssim

WIDTH: Final = 16
WEIGHT: Final = 3.0  # lambda
BITS_FIRST: Final = 150  # steps, before the perceptual loss begins to rise
RISE: Final = 300  # steps
ADVERSARY_WEIGHT: Final = 0.1


class AblationModel(PaperModel):
    """Takes ``cover``, ``secret`` and, where pictures are attacked, the fields of ``Attacks``."""

    def __init__(self, switches: Switches) -> None:
        super().__init__(
            1,
            1,
            width=WIDTH,
            weight=WEIGHT,
            rise=RISE,
            look=look_of(switches.look)[1],
            normalise=lambda x: x,
            body=body_of(switches),
        )
        self.adversary = steganalyser() if switches.adversary else None

    def call(self, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        stego = self.hide(ops.cast(batch["cover"], "float32"), batch["secret"])
        colour = ops.repeat(stego, 3, axis=-1)
        received = attacked(colour, batch)[..., :1] if "codes" in batch else stego
        return {"stego": stego, "secret": self.reveal(received)}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Tensor:
        loss = super().compute_loss(x, y, y_pred, sample_weight, training)
        if self.adversary is None:
            return loss
        cover, stego = ops.cast(x["cover"], "float32"), y_pred["stego"]
        # The adversary learns from pictures, the hiding network from a frozen adversary.
        own = told_apart(self.adversary(cover), self.adversary(ops.stop_gradient(stego)))
        taken_for_stego = ops.mean(ops.softplus(frozen(self.adversary, stego)))
        return loss + own + ADVERSARY_WEIGHT * self.risen() * taken_for_stego

    def risen(self) -> Tensor:
        """The share of its full weight that the perceptual loss has at this step."""
        steps = ops.cast(self.optimizer.iterations, "float32")
        return ops.clip((steps - BITS_FIRST) / RISE, 0.02, 1.0)

    def score(self, cover: NDArray[np.uint8], secret: NDArray[np.float32]) -> float:
        """How good the model is by the paper's loss at its full weight: minus that loss."""
        levels = ops.cast(cover, "float32")
        stego = self.hide(levels, secret)
        reconstruction = ops.mean(l2_norm(self.reveal(stego) - secret))
        hiding = ops.mean(self.look(stego / 255.0, levels / 255.0))
        return -float(hiding + self.weight * reconstruction)

    def parameters(self) -> int:
        """What sender and receiver need; an adversary stays behind."""
        networks = (self.preparation, self.hiding, self.decoder)
        return int(sum(network.count_params() for network in networks))


def frozen(network: keras.Model, x: Tensor) -> Tensor:
    """What a network gives; gradients reach ``x``, not the network's weights."""
    learnt, fixed = (
        [ops.stop_gradient(ops.convert_to_tensor(variable)) for variable in variables]
        for variables in (network.trainable_variables, network.non_trainable_variables)
    )
    return network.stateless_call(learnt, fixed, x)[0]


def look_of(look: Look) -> tuple[str, Callable[[Tensor, Tensor], Tensor]]:
    """The name of a hiding loss, and the function that gives it for each pair in 0..1."""
    if look == "pixels":
        return "the L2 norm of pixels", lambda a, b: l2_norm(a - b)
    if look == "ssim":
        return "1 - SSIM", lambda a, b: 1.0 - ssim(a, b)
    return perceptual_loss()

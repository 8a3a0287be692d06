"""The optimizer of every experiment: Adam that clips by norm and outlives a bad batch."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


class SteadyAdam(keras.optimizers.Adam):  # type: ignore[misc]  # Keras ships no types
    """Adam with gradients clipped to a global norm; steps that are not finite change nothing much.

    Such a step counts as one of zero gradients, so that neither weights nor moments are lost.
    """

    def __init__(self, learning_rate: float = 5e-4, **kwargs: Any) -> None:
        kwargs = {"beta_2": 0.99, "global_clipnorm": 1.0, **kwargs}
        super().__init__(learning_rate=learning_rate, **kwargs)

    def apply(self, grads: Any, trainable_variables: Any = None) -> Any:
        finite = ops.all(ops.stack([ops.all(ops.isfinite(gradient)) for gradient in grads]))
        kept = [ops.where(finite, gradient, ops.zeros_like(gradient)) for gradient in grads]
        return super().apply(kept, trainable_variables)

"""How the codec reaches its networks: one seam, whoever serves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from numpy.typing import NDArray

ROBUST_DECODER: Final = "robust_decoder"
IMAGE_REVEALER: Final = "image_revealer"


class Networks(Protocol):
    """Runs a model on a batch: uint8 arrays [N,H,W,C] in, arrays of the same N out.

    =================  ======================================  ==================================
    model              inputs (uint8)                          outputs
    =================  ======================================  ==================================
    robust_decoder     image [N,H,W,3]                         logits float16 [N,H/8,W/8,1]
    image_revealer     image [N,H,W,3]                         secret uint8 [N,H,W,3]
    =================  ======================================  ==================================

    They read what earlier versions wrote. H and W are multiples of 8. The codec never sends more
    than 8 pictures in a batch. Raises ModelUnavailable where the networks cannot be reached.
    """

    def run(self, model: str, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]: ...

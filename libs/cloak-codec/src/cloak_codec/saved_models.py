"""The networks in this process: SavedModels from a model repository, no server needed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloak_codec.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray


class SavedModels:
    """A Networks that loads ``<repository>/<model>/<highest version>`` when it is first asked for.

    Needs the ``saved-models`` extra; TensorFlow is imported with the first model (seconds, half a
    gigabyte). Safe to share between threads.
    """

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        self._loading = threading.Lock()
        self._signatures: dict[str, Any] = {}

    def run(self, model: str, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
        import tensorflow as tf

        signature = self._signature(model)
        outputs = signature(**{name: tf.constant(array) for name, array in inputs.items()})
        return {name: tensor.numpy() for name, tensor in outputs.items()}

    def _signature(self, model: str) -> Any:
        with self._loading:
            if model not in self._signatures:
                self._signatures[model] = self._load(model)
            return self._signatures[model]

    def _load(self, model: str) -> Any:
        import tensorflow as tf

        root = self._repository / model
        versions = [int(path.name) for path in root.glob("*") if path.name.isdecimal()]
        if not versions:
            raise ModelUnavailable(model, "it is not in the model repository")
        # The signature does not keep its module alive; the attribute does.
        module = tf.saved_model.load(str(root / str(max(versions))))
        signature = module.signatures["serving_default"]
        signature.owner = module
        return signature

"""Export the networks as SavedModels, the way TensorFlow Serving wants to find them."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import keras
import tensorflow as tf

from cloak_training.cards import CARDS
from cloak_training.signatures import SERVED, ServedModel
from cloak_training.warmup import write_warmup


def load(model: ServedModel, weights_dir: Path) -> keras.Model:
    """Build the network of ``model`` and load its stored weights."""
    network = model.build()
    network.load_weights(str(weights_path(model, weights_dir)))
    return network


def weights_path(model: ServedModel, weights_dir: Path) -> Path:
    return weights_dir / f"{model.name}.weights.h5"


def export(model: ServedModel, *, weights_dir: Path, version_dir: Path) -> None:
    """Write signature ``serving_default``, warm-up requests and the model card to ``version_dir``.

    The directory appears whole or not at all: a model server may be watching.
    """
    network = load(model, weights_dir)
    partial = version_dir.with_name(f".{version_dir.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    module = _module(model, network)
    tf.saved_model.save(module, str(partial), signatures={"serving_default": module.serve})
    write_warmup(model, partial)
    digest = hashlib.sha256(weights_path(model, weights_dir).read_bytes()).hexdigest()
    card = {
        "model": model.name,
        "version": int(version_dir.name),
        "parameters": network.count_params(),
        "weights_sha256": digest,
        "inputs": {name: ["uint8", list(shape)] for name, shape in model.inputs.items()},
        "output": model.output,
        **CARDS[model.name],
    }
    (partial / "model_card.json").write_text(json.dumps(card, indent=2) + "\n")
    shutil.rmtree(version_dir, ignore_errors=True)
    partial.rename(version_dir)


def _module(model: ServedModel, network: keras.Model) -> tf.Module:
    """Wrap the network so that each weight is stored once (ExportArchive stores it twice)."""
    module = tf.Module(name=model.name)
    module.weights = [variable.value for variable in network.variables]
    module.serve = tf.function(
        lambda *tensors: model.answer(network, *tensors),
        input_signature=[
            tf.TensorSpec(shape, tf.uint8, name=name) for name, shape in model.inputs.items()
        ],
    )
    return module


def export_all(*, weights_dir: Path, repository: Path, version: int) -> None:
    """Export every served model as ``<repository>/<model>/<version>``."""
    for model in SERVED:
        (repository / model.name).mkdir(parents=True, exist_ok=True)
        export(model, weights_dir=weights_dir, version_dir=repository / model.name / str(version))


def main() -> None:
    """Export the committed weights to the committed repository; run from the project's root."""
    parser = argparse.ArgumentParser(prog="python -m cloak_training.export", description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("training/weights"))
    parser.add_argument("--repository", type=Path, default=Path("model_repository"))
    parser.add_argument("--version", type=int, default=1)
    arguments = parser.parse_args()
    export_all(
        weights_dir=arguments.weights,
        repository=arguments.repository,
        version=arguments.version,
    )


if __name__ == "__main__":
    main()

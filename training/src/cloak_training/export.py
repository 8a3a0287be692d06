"""Export the networks as SavedModels, the way TensorFlow Serving wants to find them."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import keras
import tensorflow as tf

from cloak_training.cards import facts_about
from cloak_training.experiment import Experiment
from cloak_training.experiments import find
from cloak_training.results import halve_weights, write_results
from cloak_training.signatures import SERVED, ServedModel, served
from cloak_training.warmup import write_warmup


def load(model: ServedModel, weights_dir: Path) -> keras.Model:
    """Build the network of ``model`` and load its stored weights."""
    network = model.build()
    network.load_weights(str(weights_path(model, weights_dir)))
    return network


def weights_path(model: ServedModel, weights_dir: Path) -> Path:
    return weights_dir / f"{model.name}.weights.h5"


def export(
    model: ServedModel,
    *,
    weights_dir: Path,
    version_dir: Path,
) -> None:
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
        **facts_about(model.name, weights_dir.parent / "results"),
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


def export_run(experiment: Experiment, recipe: str, run: Path, project: Path) -> None:
    """Keep what a run gave: its results, its weights, and each served network's next version."""
    write_results(experiment, recipe, run, project / "training" / "results")
    weights = project / "training" / "weights"
    for name in experiment.networks.values():
        model = served(name)
        if model is not None:
            halve_weights(weights_path(model, run), weights_path(model, weights))
            versions = project / "model_repository" / name
            versions.mkdir(parents=True, exist_ok=True)
            version = versions / str(next_version(versions))
            export(model, weights_dir=weights, version_dir=version)


def next_version(versions: Path) -> int:
    """One more than the highest version in a model's directory; 1 where there is none."""
    return 1 + max(
        (int(path.name) for path in versions.iterdir() if path.name.isdecimal()), default=0
    )


def main() -> None:
    """Export a run (--experiment), or all committed weights; run from the project's root."""
    parser = argparse.ArgumentParser(prog="python -m cloak_training.export", description=__doc__)
    parser.add_argument("--experiment", help="export the best weights of its run, as version n+1")
    parser.add_argument("--runs", type=Path, default=Path("build/training"))
    parser.add_argument("--weights", type=Path, default=Path("training/weights"))
    parser.add_argument("--repository", type=Path, default=Path("model_repository"))
    parser.add_argument("--version", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.experiment:
        experiment, recipe = find(arguments.experiment)
        export_run(experiment, recipe, arguments.runs / experiment.name, Path())
    else:
        export_all(
            weights_dir=arguments.weights,
            repository=arguments.repository,
            version=arguments.version,
        )


if __name__ == "__main__":
    main()

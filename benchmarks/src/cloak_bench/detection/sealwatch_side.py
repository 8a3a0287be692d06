"""The other side of ``cloak-bench reference``: what PyPI's sealwatch says about the same arrays.

Started as a script by the interpreter of sealwatch's own environment:
``sealwatch_side.py QUESTIONS.npz ANSWERS.npz``.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import numpy as np


def main() -> None:
    """Features of ``rgb`` [N,H,W,3], and scores of its ensemble on ``covers`` and ``stegos``."""
    sealwatch = importlib.import_module("sealwatch")
    asked = np.load(sys.argv[1])
    pictures = asked["rgb"]
    answers: dict[str, Any] = {
        "spam": [[_flat(sealwatch.spam.extract(p[..., c])) for c in range(3)] for p in pictures],
        "srmq1": [_flat(sealwatch.srmq1.extract(p[..., 1].astype(int))) for p in pictures],
        "crm": [_unit(sealwatch.crm.extract(p, Tc=2)) for p in pictures],
        "sample_pairs": [float(sealwatch.spa.attack(p[..., 1])) for p in pictures],
    }
    train = asked["train"]
    covers, stegos = asked["covers"].astype(float), asked["stegos"].astype(float)
    trainer = sealwatch.ensemble_classifier.FldEnsembleTrainer(
        np.ascontiguousarray(covers[train]), np.ascontiguousarray(stegos[train]), seed=1, verbose=0
    )
    ensemble, _ = trainer.train()
    test = np.setdiff1d(np.arange(len(covers)), train)
    answers["covers"] = ensemble.predict_confidence(covers[test])
    answers["stegos"] = ensemble.predict_confidence(stegos[test])
    np.savez(
        sys.argv[2],
        allow_pickle=False,
        **{name: np.asarray(values) for name, values in answers.items()},
    )


def _flat(features: Any) -> Any:
    return np.concatenate([np.ravel(features[name]) for name in sorted(features)])


def _unit(features: Any) -> Any:
    """Each submodel at the sum 1: it counts some of them twice."""
    parts = []
    for name in sorted(features):
        values = np.ravel(features[name])
        halves = np.split(values, 2) if name.startswith("s35") else [values]
        parts += [half / half.sum() for half in halves]
    return np.concatenate(parts)


if __name__ == "__main__":
    main()

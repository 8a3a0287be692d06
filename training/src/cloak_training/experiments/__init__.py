"""One file an experiment; its docstring is the recipe that model cards tell."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from cloak_training.experiment import Experiment


def names() -> list[str]:
    """The experiments that there are."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in files if path.stem != "__init__")


def find(name: str) -> tuple[Experiment, str]:
    """An experiment and its recipe in words. Raises ModuleNotFoundError."""
    module = import_module(f"{__name__}.{name}")
    return module.EXPERIMENT, module.__doc__ or ""

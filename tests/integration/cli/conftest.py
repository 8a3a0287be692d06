"""The installed command as a process of its own, and pictures for it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from skimage.data import astronaut, coffee

COMMAND = Path(sys.executable).with_name("cloak")


@dataclass(frozen=True)
class Said:
    """What the process left behind."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def fact(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        document = json.loads(self.stdout)
        assert isinstance(document, dict)
        return document


def cloak(*arguments: str | Path, stdin: str = "") -> Said:
    """Run ``cloak local`` to its end."""
    done = subprocess.run(
        [COMMAND, "local", *arguments], input=stdin.encode(), capture_output=True, timeout=100
    )
    return Said(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture(scope="session")
def cover(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photograph of 224x224 pixels."""
    path = tmp_path_factory.mktemp("covers") / "astronaut.png"
    photograph = astronaut()  # type: ignore[no-untyped-call] # scikit-image has no types
    Image.fromarray(photograph).resize((224, 224)).save(path)
    return path


@pytest.fixture(scope="session")
def secret_picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another photograph."""
    path = tmp_path_factory.mktemp("secrets") / "coffee.png"
    photograph = coffee()  # type: ignore[no-untyped-call] # scikit-image has no types
    Image.fromarray(photograph).resize((224, 224)).save(path)
    return path

"""A process that has warmed up compiles nothing more when its first jobs come."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own: here other tests have compiled everything before.
COUNTED = """
import gc, sys
from numba.core.dispatcher import Dispatcher
from cloak_codec import Mode, Text, embed, extract, placement_key, seal, warm_up
from tests.unit.codec.pictures import as_file, photograph

def compiled():
    found = [each for each in gc.get_objects() if isinstance(each, Dispatcher)]
    return {(each.py_func.__qualname__, each.py_func.__module__, signature)
            for each in found for signature in each.signatures}

warm_up()
before = compiled()
mode, size = Mode(sys.argv[1]), (224, 224)
sealed = seal(Text("first"), mode=mode, cover_size=size, passphrase="a phrase")
key = placement_key("a phrase") if mode is Mode.COVERT else None
file = embed(as_file(photograph("coffee")), sealed, mode=mode, placement=key).file
assert extract(file, networks=None, placement=key).sealed == sealed
print(sorted({name for name, module, _ in compiled() - before if module.startswith("cloak")}))
"""


@pytest.mark.parametrize("mode", ["covert", "robust"])
def test_the_first_job_after_warming_up_compiles_nothing(mode: str) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, mode], cwd=root, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr

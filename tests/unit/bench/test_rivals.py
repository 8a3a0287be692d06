"""Tools are asked the same, and what goes wrong with one is an answer like any other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cloak_bench.attacks import Attack
from cloak_bench.covers import Cover
from cloak_bench.rivals.comparison import Task, compare
from cloak_bench.rivals.ours import Ours
from cloak_bench.rivals.tools import CommandRival, PythonRival, Unavailable
from cloak_codec import Mode
from cloak_codec.saved_models import SavedModels

from tests.unit.codec.pictures import photograph

NONE = {"none": Attack.parse("none")}
# A tool that writes its message behind the picture's last byte.
HIDE = (
    "import sys, pathlib; c, m, s = map(pathlib.Path, sys.argv[1:]);"
    "s.write_bytes(c.read_bytes() + m.read_bytes())"
)
FIND = (
    "import sys, pathlib; s, f = map(pathlib.Path, sys.argv[1:]);"
    "found = s.read_bytes().partition(b'IEND\\xaeB`\\x82')[2]; f.write_bytes(found);"
    "sys.exit(0 if found else 3)"
)


def covers() -> list[Cover]:
    return [Cover(name, photograph(name, 64, 64)) for name in ("astronaut", "coffee")]


def test_ours_reads_every_text_from_the_file(tmp_path: Path) -> None:
    ours = Ours(Mode.COVERT, SavedModels(tmp_path))
    found = compare(ours, Task(covers(), 5, NONE, tmp_path), most_characters=5)
    assert found["after"]["none"]["exact"] == 2
    assert found["psnr_db"]["least"] > 50
    assert found["needs_besides_the_picture"] is None


def test_a_text_that_no_pixel_holds_does_not_come_back(tmp_path: Path) -> None:
    tool = CommandRival(
        "png",
        [sys.executable, "-c", HIDE, "{cover}", "{message}", "{stego}"],
        [sys.executable, "-c", FIND, "{stego}", "{found}"],
    )
    hidden = tool.embed(tmp_path / "absent.png", tmp_path / "stego.png", "text")
    assert hidden.error == "exit 1"
    found = compare(tool, Task(covers()[:1], 5, NONE, tmp_path), most_characters=5)
    # Only pixels are handed over, not the tool's own bytes behind them.
    assert found["after"]["none"]["else"] == {"exit 3": 1}
    assert found["psnr_db"]["mean"] == 100


def test_a_tool_that_cannot_be_loaded_says_why() -> None:
    with pytest.raises(Unavailable, match="No module named 'steganogan'"):
        PythonRival(Path(sys.executable), "SteganoGAN dense")

"""Measurements from covers to results file, on the codec itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest
from cloak_bench import detect, quality
from cloak_bench.covers import Size, read_covers
from cloak_bench.results import read_results
from PIL import Image

from tests.unit.codec.pictures import photograph

NAMES = ("astronaut", "chelsea", "coffee", "rocket")
REPOSITORY = Path(__file__).parents[3] / "model_repository"


@pytest.fixture
def covers(tmp_path: Path) -> Path:
    folder = tmp_path / "covers"
    folder.mkdir()
    for number in range(12):
        place = (number // 4) * 32
        picture = photograph(NAMES[number % 4], 192, 192)[place : place + 96, :96]
        Image.fromarray(picture).save(folder / f"{number}.png")
    return folder


def measured(module: Any, *words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    arguments = parser.parse_args(words)
    module.run(arguments)
    return read_results(arguments.out)


def test_a_smaller_count_takes_the_first_of_the_same_covers(covers: Path) -> None:
    some, every = read_covers(covers, Size(), 5), read_covers(covers, Size())
    assert [cover.name for cover in some] == [cover.name for cover in every][:5]
    assert read_covers(covers, Size.parse("48"), 1)[0].rgb.shape == (48, 48, 3)
    assert read_covers(covers, Size.parse("long:64"), 1)[0].size == (64, 64)


def test_covers_are_never_enlarged(covers: Path) -> None:
    with pytest.raises(SystemExit, match="no picture"):
        read_covers(covers, Size.parse("long:1920"))


def test_quality_reads_what_it_hid_and_goes_on_where_it_was(
    covers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "BUILD", tmp_path)
    words = ["--covers", str(covers), "--mode", "covert", "--rate", "0.1"]
    words += ["--repository", str(REPOSITORY), "--out", str(tmp_path / "F.json")]
    first = measured(quality, *words, "--count", "2")
    assert first["delivered"]["delivered"] == 2
    assert first["after"]["none"]["exact"] == 2
    assert first["psnr_db"]["least"] > 55
    more = measured(quality, *words, "--count", "3")
    assert more["rows"][:2] == first["rows"]
    assert more["after"]["none"]["exact"] == 3


def test_detect_finds_full_lsb_matching_and_nothing_in_covers(
    covers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detect, "BUILD", tmp_path)
    words = ["--covers", str(covers), "--detectors", "spam", "--methods", "control", "lsbm:1.0"]
    found = measured(detect, *words, "--out", str(tmp_path / "F.json"))["methods"]
    assert found["lsbm:1.0"]["worst"]["p_e"] < 0.2
    assert found["lsbm:1.0"]["psnr_db"]["mean"] == pytest.approx(51.1, abs=0.3)
    assert found["control"]["detectors"]["spam"]["ridge"]["pairs"] == 6
    assert "stegexpose" not in found["control"]

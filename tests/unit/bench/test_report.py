"""The report puts what was measured where the document has a place for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cloak_bench.intervals import share, spread
from cloak_bench.report.detection import plot_detection
from cloak_bench.report.loads import plot_loads
from cloak_bench.report.rivals import plot_rivals
from cloak_bench.report.runs import Runs
from cloak_bench.report.survival import plot_survival
from cloak_bench.report.tables import fill
from cloak_bench.results import write_results
from PIL import Image

QUALITY: dict[str, Any] = {
    "delivered": share(9, 10, "delivered"),
    "refused": {"cover_unsuitable": 1},
    "psnr_db": spread([42.0, 43.0]),
    "ssim": spread([0.98, 0.99]),
    "wrong": 0,
    "embed_s": spread([0.1]),
    "extract_s": spread([0.02]),
    "after": {"none": share(9, 9), "jpeg:50": share(8, 9), "long:1600": share(0, 0)},
}
VERDICT = {"p_e": 0.2, "p_e_interval": [0.18, 0.22], "error": 0.21}
METHODS: dict[str, Any] = {
    "hill:0.1": {
        "accepted": share(10, 10, "accepted"),
        "psnr_db": spread([65.0]),
        "detectors": {"crm": {"ensemble": VERDICT, "ridge": VERDICT | {"p_e": 0.3}}},
    }
}
TOOLS: dict[str, Any] = {
    "steghide": {
        "characters": 15,
        "psnr_db": spread([66.0]),
        "embed_s": spread([0.1]),
        "extract_s": spread([0.1]),
        "after": {"none": share(2, 2), "jpeg:75": share(0, 2)},
        "carries_at_least": [16384, 8192],
    },
    "OpenStego": {"not_had": "javac is not installed"},
}
PLACES = "# Text\n<!-- table {name} -->\nold\n<!-- end -->\nmore\n"


def filled(tmp_path: Path, name: str) -> str:
    write_results(tmp_path / "robust-224-48.json", QUALITY)
    write_results(tmp_path / "detection.json", {"methods": METHODS})
    write_results(tmp_path / "rivals.json", {"tools": TOOLS})
    document = tmp_path / "benchmarks.md"
    document.write_text(PLACES.format(name=name))
    fill(document, Runs.read(tmp_path))
    return document.read_text()


def test_tables_replace_what_stood_in_their_place_and_nothing_else(tmp_path: Path) -> None:
    text = filled(tmp_path, "survival")
    assert text.startswith("# Text\n<!-- table survival -->\n| after | 48 bytes, 224x224 |")
    assert "| `jpeg:50` | 8 / 9 |\n" in text
    assert "long:1600" not in text
    assert "old" not in text
    assert text.endswith("<!-- end -->\nmore\n")


def test_detection_gives_the_better_classifier(tmp_path: Path) -> None:
    assert "0.200 (0.180-0.220), 0.210" in filled(tmp_path, "detection")


def test_tools_that_could_not_be_had_say_why(tmp_path: Path) -> None:
    text = filled(tmp_path, "rivals")
    assert "| steghide | 15 | 66.0 | 2 / 2 | 0 / 2 | 16,384 8,192 |" in text
    assert "not had: javac is not installed" in text


def test_places_without_results_stay_as_they_are(tmp_path: Path) -> None:
    assert "old" in filled(tmp_path, "loads")


def test_every_figure_is_drawn(tmp_path: Path) -> None:
    counts = [{"load_to": 0.1, "tried": 9, "exact": 8, "low": 0.56, "high": 0.98}]
    plot_survival({"one run": QUALITY}, tmp_path / "survival.png")
    plot_loads({"channels": {"jpeg:50": counts}}, ["jpeg:50"], tmp_path / "loads.png")
    plot_detection(METHODS, tmp_path / "detection.png")
    plot_rivals(TOOLS, tmp_path / "rivals.png")
    for name in ("survival", "loads", "detection", "rivals"):
        with Image.open(tmp_path / f"{name}.png") as drawn:
            assert min(drawn.size) > 150

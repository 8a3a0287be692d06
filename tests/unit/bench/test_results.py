"""Results and half-done measurements come back as they were written."""

from __future__ import annotations

import json
from pathlib import Path

from cloak_bench.results import Journal, Row, provenance, read_results, write_results
from cloak_bench.survival import tables


def test_results_come_back_as_written_with_a_row_a_line(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "F.json"
    rows: list[Row] = [
        {"cover": "a", "psnr_db": 41.5},
        {"cover": "b", "answers": {"none": "exact"}},
    ]
    write_results(path, {"mode": "robust", "loads": None, "after": {"none": {"exact": 1}}}, rows)
    assert read_results(path) == {
        "mode": "robust",
        "loads": None,
        "after": {"none": {"exact": 1}},
        "rows": rows,
    }
    assert json.dumps(rows[1]) in path.read_text().splitlines()[-3]


def test_results_name_commit_and_machine() -> None:
    found = provenance()
    assert len(found["commit"]) == 40
    assert found["machine"]["cores"] >= 1
    assert {"numpy", "pillow", "libjpeg_turbo"} <= set(found["versions"])


def test_a_journal_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Journal(path, {"bytes": 48}).add({"key": "a", "psnr_db": 40.0})
    with path.open("a") as file:
        file.write('{"key": "b", "psn')  # the process ended in the middle of a line
    again = Journal(path, {"bytes": 48})
    assert list(again.rows) == ["a"]
    again.add({"key": "c"})
    assert list(Journal(path, {"bytes": 48}).rows) == ["a", "c"]


def test_a_journal_of_other_settings_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Journal(path, {"bytes": 48}).add({"key": "a"})
    assert Journal(path, {"bytes": 64}).rows == {}


def test_survival_counts_each_load_and_quality_by_itself() -> None:
    def row(load: float, psnr_db: float, answer: str) -> dict[str, object]:
        return {"load": load, "psnr_db": psnr_db, "answers": {"jpeg:75": answer}}

    rows = [row(0.05, 43.5, "exact"), row(0.06, 44, "damaged"), row(0.09, 41, "exact")]
    found = tables([*rows, row(3.0, 44, "no_message")])
    counts = [
        (entry["load_to"], entry["tried"], entry["exact"]) for entry in found["channels"]["jpeg:75"]
    ]
    assert counts == [(0.05, 1, 1), (0.1, 2, 1), (3.0, 1, 0)]
    qualities = found["channels_by_psnr"]["jpeg:75"]
    assert [(entry["psnr_to"], entry["tried"]) for entry in qualities] == [(41.0, 1), (44.0, 3)]

"""What was published of the contracts between services is only added to."""

import shutil
from pathlib import Path

import pytest

from proto.compatibility import PROTO, main

EVENTS, JOBS, TOPICS = "cloak/v1/events.proto", "cloak/v1/jobs.proto", "topics.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of proto/ to change."""
    return Path(shutil.copytree(PROTO, tmp_path / "proto"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    source = (folder / file).read_text()
    assert source.count(old) == 1, f"{file} has {source.count(old)} of {old!r}"
    (folder / file).write_text(source.replace(old, new))


def test_the_committed_baseline_is_that_of_the_protos() -> None:
    assert main(PROTO, "check") == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (EVENTS, "  string stage = 4; ", "  ", "deleted without reserving"),
        (EVENTS, "  string stage = 4; ", "  string stage = 14; ", "deleted without reserving"),
        (EVENTS, "  string stage = 4; ", "  string step = 4; ", "changed name"),
        (EVENTS, "  double psnr_db = 3;", "  float psnr_db = 3;", "changed type"),
        (JOBS, "  string sha256 = 4; ", "  repeated string sha256 = 4; ", "cardinality"),
        (JOBS, "MODE_COVERT = 3", "MODE_HIDDEN = 3", "changed name"),
        (TOPICS, "partitions: 3", "partitions: 6", "cloak.users.changed: partitions was 3, is 6"),
        (
            TOPICS,
            "message: cloak.v1.JobCancelled",
            "message: cloak.v1.JobRequested",
            "cloak.jobs.cancelled: message was cloak.v1.JobCancelled",
        ),
    ],
)
def test_what_breaks_others_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, said: str
) -> None:
    change(folder, file, old, new)
    assert main(folder, "check") == 1
    assert said in capsys.readouterr().out


def test_a_break_becomes_the_baseline_only_when_it_is_accepted(folder: Path) -> None:
    change(folder, TOPICS, "partitions: 3", "partitions: 6")
    change(folder, EVENTS, "  double psnr_db = 3;", "  float psnr_db = 3;")
    kept = (folder / "baseline" / "messages.json").read_text()
    assert main(folder, "update") == 1
    assert (folder / "baseline" / "messages.json").read_text() == kept
    assert main(folder, "accept") == 0
    assert main(folder, "check") == 0


def test_an_addition_is_welcome_and_held_from_then_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, JOBS, "  string sha256 = 4; ", "  string colour = 5;\n  string sha256 = 4; ")
    assert main(folder, "check") == 1
    assert "make proto" in capsys.readouterr().out
    assert main(folder, "update") == 0
    change(folder, JOBS, "  string colour = 5;", "  string shape = 5;")
    assert main(folder, "check") == 1


def test_a_field_may_go_when_its_number_and_name_stay_reserved(folder: Path) -> None:
    change(folder, EVENTS, "  string stage = 4; ", '  reserved 4; reserved "stage"; ')
    assert main(folder, "update") == 0
    change(folder, EVENTS, '  reserved 4; reserved "stage"; ', "  bytes other = 4; ")
    assert main(folder, "check") == 1

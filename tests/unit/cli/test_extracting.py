"""cloak extract: what was hidden goes where it should, harmlessly."""

from __future__ import annotations

from pathlib import Path

import pytest
from cloak_cli.finding import Finding, report, safe_name
from cloak_cli.voice import Voice, printable

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import job_ends, opens_as
from tests.unit.client.server import Server, always


@pytest.fixture
def found(server: Server) -> Server:
    """A server on which every picture holds a payload."""
    job_ends(server, kind="extract", answer="payload", mode="robust", corrected_share=0.01)
    return server


def test_a_text_is_on_stdout_to_the_byte(found: Server, cloak: Cloak, cover: Path) -> None:
    found.answers["POST /api/jobs/j-1/open"] = always({"kind": "text", "text": "ж\r\n\x1b[31m"})

    assert cloak("extract", cover).stdout == "ж\r\n\x1b[31m".encode()


def test_a_text_as_json_has_its_size_and_how_it_was_found(
    found: Server, cloak: Cloak, cover: Path
) -> None:
    found.answers["POST /api/jobs/j-1/open"] = always({"kind": "text", "text": "ж"})

    fact = cloak("extract", cover, "--json").fact

    assert (fact["answer"], fact["kind"], fact["text"], fact["size"]) == ("payload", "text", "ж", 2)
    assert (fact["mode"], fact["corrected_share"], fact["job"]) == ("robust", 0.01, "j-1")


def test_a_file_in_a_folder_keeps_its_name_but_no_path_and_replaces_nothing(
    found: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    opens_as(found, "file", b"%PDF", "../../plan.pdf")
    (folder := tmp_path / "in").mkdir()

    first = cloak("extract", cover, "-o", folder, "--json").fact
    second = cloak("extract", cover, "-o", folder, "--json").fact

    assert (first["saved"], second["saved"]) == (
        str(folder / "plan.pdf"),
        str(folder / "plan-1.pdf"),
    )
    assert (first["kind"], first["name"], first["size"]) == ("file", "plan.pdf", 4)
    assert (folder / "plan.pdf").read_bytes() == b"%PDF"


def test_a_file_is_saved_where_it_was_told(
    found: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    opens_as(found, "picture", b"PNG", "secret.png")
    out = tmp_path / "mine.png"

    assert cloak("extract", cover, "-o", out).status == 0
    assert out.read_bytes() == b"PNG"


def test_a_file_can_go_to_stdout(found: Server, cloak: Cloak, cover: Path) -> None:
    opens_as(found, "file", b"\x00\xff", "raw")

    assert cloak("extract", cover, "-o", "-").stdout == b"\x00\xff"


def test_a_file_that_was_not_saved_is_described(found: Server, cloak: Cloak, cover: Path) -> None:
    opens_as(found, "file", b"%PDF", "plan.pdf")

    said = cloak("extract", cover)

    assert (said.status, said.stdout) == (0, b"")
    assert "plan.pdf (application/pdf, 4 bytes)" in " ".join(said.stderr.split())


def test_the_passphrase_is_used_to_find_and_to_open_and_for_nothing_else(
    found: Server, cloak: Cloak, cover: Path
) -> None:
    found.answers["POST /api/jobs/j-1/open"] = always({"kind": "text", "text": "hi"})

    cloak("extract", cover, "--passphrase-file", "-", stdin="correct horse")

    told = [request.url.path for request, body in found.requests if b"correct horse" in body]
    assert told == ["/api/extract", "/api/jobs/j-1/open"]


def test_without_a_passphrase_a_covert_message_is_not_ruled_out(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    job_ends(server, kind="extract", answer="no_message")

    without = cloak("extract", cover, "--json")
    tried = cloak("extract", cover, "--passphrase-file", "-", "--json", stdin="correct horse")

    assert (without.status, without.fact["reason"]) == (10, "no_passphrase")
    assert (tried.status, tried.fact["reason"]) == (10, None)


def test_a_picture_without_a_name_is_saved_with_the_ending_of_its_type(tmp_path: Path) -> None:
    for media_type, name in (("image/avif", "picture.avif"), ("image/png", "picture.png")):
        finding = Finding("payload", kind="picture", media_type=media_type, size=1)
        report(Voice(as_json=True), finding, b"A", tmp_path)
        assert (tmp_path / name).read_bytes() == b"A"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        (".bashrc", "bashrc"),
        ("..", "payload"),
        ("", "payload"),
        ("C:\\evil.exe", "evil.exe"),
        ("a\nb\x1b[2J.txt", "a_b_[2J.txt"),
        ("\u202etxt.exe", "_txt.exe"),
    ],
)
def test_a_name_from_elsewhere_is_made_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_what_is_shown_cannot_drive_the_terminal() -> None:
    assert printable("ok\tы\xa0👩\u200d🚀\n") == "ok\tы\xa0👩\u200d🚀\n"
    assert printable("ok\tы\n\x1b[2J\x07\x9b\u202e") == "ok\tы\n\\x1b[2J\\x07\\x9b\\u202e"


def test_a_payload_from_a_picture_leaves_its_folder_under_no_name(tmp_path: Path) -> None:
    (folder := tmp_path / "in").mkdir()
    finding = Finding("payload", kind="file", name="../../.bashrc", size=1)

    status = report(Voice(as_json=True), finding, b"!", folder)

    assert status == 0
    assert [path.name for path in folder.iterdir()] == ["bashrc"]

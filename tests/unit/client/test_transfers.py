"""Files sent and fetched as streams."""

from __future__ import annotations

from pathlib import Path

import pytest
from cloak_client import CloakClient, NotFound
from cloak_client.downloads import filename_in
from starlette.responses import Response

from tests.unit.client.server import NOW, Server, always

UPLOAD = {
    "id": "u-1",
    "filename": "cover.png",
    "media_type": "image/png",
    "width": 64,
    "height": 64,
    "size_bytes": 600_000,
    "sha256": "0" * 64,
    "created_at": NOW,
    "capacity": {"robust": {"mode": "robust", "sealed": True, "payload_bytes": 9, "characters": 9}},
}


async def test_an_upload_is_streamed_with_its_length_and_its_progress(
    server: Server, cloak: CloakClient, tmp_path: Path
) -> None:
    server.answers["POST /api/upload"] = always(UPLOAD, 201)
    content = bytes(range(256)) * 2400
    (path := tmp_path / "Überraschung 1.jpg").write_bytes(content)
    steps: list[tuple[int, int | None]] = []

    upload = await cloak.upload(path, progress=lambda done, size: steps.append((done, size)))

    [(request, body)] = server.requests
    assert body == content
    assert request.headers["content-length"] == str(len(content))
    assert request.headers["content-type"] == "image/jpeg"
    assert request.headers["x-filename"] == "%C3%9Cberraschung 1.jpg"
    assert steps[-1] == (len(content), len(content))
    assert len(steps) > 1
    assert upload.capacity["robust"].characters == 9


async def test_an_upload_begins_anew_with_a_renewed_token(
    server: Server, cloak: CloakClient, tmp_path: Path
) -> None:
    server.answers["POST /api/upload"] = always(UPLOAD, 201)
    (path := tmp_path / "a.png").write_bytes(b"picture")
    server.expire()

    await cloak.upload(path)

    assert [body for _, body in server.requests] == [b"picture"] * 2


async def test_a_result_is_saved_over_the_old_file(
    server: Server, cloak: CloakClient, tmp_path: Path
) -> None:
    (path := tmp_path / "stego.png").write_bytes(b"old")
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(
        b"new file",
        media_type="image/png",
        headers={"Content-Disposition": 'attachment; filename="stego.png"'},
    )

    async with cloak.result("j-1") as download:
        size = await download.save(path)

    assert (size, path.read_bytes()) == (8, b"new file")
    assert (download.media_type, download.filename) == ("image/png", "stego.png")


async def test_a_download_that_fails_leaves_the_old_file_and_nothing_else(
    server: Server, cloak: CloakClient, tmp_path: Path
) -> None:
    (path := tmp_path / "stego.png").write_bytes(b"old")
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(b"new")

    def full_disk(done: int, size: int | None) -> None:
        raise OSError("no space left")

    async with cloak.result("j-1") as download:
        with pytest.raises(OSError, match="no space"):
            await download.save(path, progress=full_disk)

    assert contents(tmp_path) == [b"old"]


async def test_a_blob_that_is_not_there_is_refused_before_anything_is_written(
    cloak: CloakClient,
) -> None:
    with pytest.raises(NotFound):
        async with cloak.blob("u-404"):
            pytest.fail("there is nothing to read")


def contents(folder: Path) -> list[bytes]:
    return [entry.read_bytes() for entry in folder.iterdir()]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a.png"', "a.png"),
        ("attachment; filename=a.png", "a.png"),
        ('attachment; filename="a \\"b\\".png"', 'a "b".png'),
        ("attachment; filename=\"_.txt\"; filename*=UTF-8''gr%C3%BC%C3%9Fe.txt", "grüße.txt"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename*=UTF-8''..%2F..%5Cevil.exe", "evil.exe"),
        ("attachment", None),
        ("", None),
    ],
)
def test_the_name_in_a_content_disposition_is_a_name_and_no_path(
    disposition: str, name: str | None
) -> None:
    assert filename_in(disposition) == name

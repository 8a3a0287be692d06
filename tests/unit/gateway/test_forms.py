"""Forms from a stream, in pieces of any size."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest
from cloak_gateway.forms import Form, FormReader
from cloak_gateway.spool import Spool
from cloak_kit.errors import BodyTooLarge, InvalidRequest, InvalidUtf8

CONTENT_TYPE = 'multipart/form-data; boundary="edge"'
WHOLE = (
    b'--edge\r\nContent-Disposition: form-data; name="cover"\r\n\r\nu-1\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a \xd1\x8f.bin"\r\n'
    b"Content-Type: application/x-test\r\n\r\n\x00\r\n--edg\xff\r\n"
    b"--edge--\r\n"
)


@pytest.fixture
def spools() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def read(
    spools: ExitStack, body: bytes, *, pieces: int = 7, content_type: str = CONTENT_TYPE
) -> Form:
    async def stream() -> AsyncIterator[bytes]:
        for at in range(0, len(body), pieces):
            yield body[at : at + pieces]

    def new_spool() -> Spool:
        return spools.enter_context(Spool(memory_bytes=4, limit_bytes=64))

    return await FormReader(new_spool, field_limit_bytes=16).read(content_type, stream())


def field(name: str, value: bytes, more: bytes = b"") -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    return head % (name.encode(), more) + value + b"\r\n"


@pytest.mark.parametrize("pieces", [1, 7, 1000])
async def test_fields_and_file_are_found_whatever_the_pieces(
    spools: ExitStack, pieces: int
) -> None:
    form = await read(spools, WHOLE, pieces=pieces)
    assert form.fields == {"cover": "u-1"}
    assert form.file is not None
    assert (form.file.filename, form.file.media_type) == ("a я.bin", "application/x-test")
    assert await form.file.spool.content() == b"\x00\r\n--edg\xff"


@pytest.mark.parametrize(
    "body",
    [
        WHOLE[:-10],
        b"",
        b"no form at all",
        field("a", b"1") + field("a", b"2") + b"--edge--\r\n",
        field("other", b"1", b'; filename="x"') + b"--edge--\r\n",
        field("file", b"1", b'; filename="x"') * 2 + b"--edge--\r\n",
        b"--edge\r\nContent-Type: text/plain\r\n\r\n1\r\n--edge--\r\n",
        b"".join(field(f"f{n}", b"") for n in range(17)) + b"--edge--\r\n",
    ],
)
async def test_a_broken_or_senseless_form_is_refused(spools: ExitStack, body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        await read(spools, body)


async def test_a_form_without_a_boundary_is_refused(spools: ExitStack) -> None:
    with pytest.raises(InvalidRequest):
        await read(spools, WHOLE, content_type="multipart/form-data")


async def test_a_field_that_is_not_utf8_is_refused(spools: ExitStack) -> None:
    with pytest.raises(InvalidUtf8):
        await read(spools, field("a", b"\xff") + b"--edge--\r\n")


@pytest.mark.parametrize("more", [b"", b'; filename="x"'])
async def test_what_is_too_long_is_cut(spools: ExitStack, more: bytes) -> None:
    with pytest.raises(BodyTooLarge):
        await read(spools, field("file", bytes(65), more) + b"--edge--\r\n")

"""A range header asks for a span of the blob, for the whole, or for what is not there."""

import pytest
from cloak_storage.errors import RangeNotSatisfiable
from cloak_storage.ranges import Span, parse_range


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=0-99", Span(0, 100)),
        ("bytes=10-19", Span(10, 20)),
        ("bytes=90-", Span(90, 100)),
        ("bytes=-1", Span(99, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("bytes=50-1000", Span(50, 100)),
        ("Bytes= 1-2 ", Span(1, 3)),
    ],
)
def test_one_range_is_a_span(header: str, span: Span) -> None:
    assert parse_range(header, 100) == span


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=5-1", "bytes=0-1,3-4"),
        *("bytes=0-1-2", "bytes=+1-2", "bytes=1 - 2", "bytes=٣-٤", "bytes=1-" + "9" * 5000),
    ],
)
def test_anything_else_is_the_whole(header: str | None) -> None:
    assert parse_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999-"])
def test_a_range_behind_the_end_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        parse_range(header, 100)
    assert refused.value.headers["Content-Range"] == "bytes */100"


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5", "bytes=0-0"])
def test_an_empty_blob_has_no_ranges(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, 0)


def test_a_span_says_where_it_lies() -> None:
    assert Span(10, 20).content_range(100) == "bytes 10-19/100"
    assert Span(10, 20).length == 10

"""File names as their senders give them."""

import pytest
from cloak_gateway.filenames import cleaned, disposition, from_header, with_ending


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sea.png", "sea.png"),
        ("C:\\temp\\sea.png", "sea.png"),
        ("../../etc/passwd", "passwd"),
        ("мор\u202eе\n.png", "море.png"),
        ('a"b<c>.png', "a_b_c_.png"),
        ("..", "fallback"),
        ("", "fallback"),
        (None, "fallback"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_made_harmless(given: str | None, kept: str) -> None:
    assert cleaned(given, fallback="fallback") == kept


def test_a_disposition_holds_any_name() -> None:
    assert disposition("attachment", 'я"é.png') == (
        "attachment; filename=\"____.png\"; filename*=UTF-8''%D1%8F%22%C3%A9.png"
    ).replace("____", "___")


def test_no_name_ends_the_header() -> None:
    assert disposition("attachment", "a\r\nX-Evil: 1\0\x7f\\") == (
        "attachment; filename=\"a__X-Evil: 1___\"; filename*=UTF-8''a%0D%0AX-Evil%3A%201%00%7F%5C"
    )


def test_a_header_is_percent_encoded_utf8() -> None:
    assert from_header("%D1%8F%20a.png") == "я a.png"
    assert from_header(None) is None


def test_a_result_is_called_after_its_cover_and_its_type() -> None:
    assert with_ending("sea.jpeg", "image/png") == "sea.png"
    assert with_ending("sea", "image/jpeg") == "sea.jpg"

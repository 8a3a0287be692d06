"""Requests put together, and told apart by their fingerprints."""

import json

import cloak_codec as codec
import pytest
from cloak_gateway.bodies import parse_json
from cloak_gateway.downloads import matches
from cloak_gateway.errors import PassphraseTooShort, PayloadAmbiguous, PayloadMissing
from cloak_gateway.idempotency import Fingerprints
from cloak_gateway.positions import cursor_of, page_filter
from cloak_gateway.requests import EmbedFields, EmbedRequest, embed_request, payload_file
from cloak_kit.errors import InvalidRequest, InvalidUtf8
from fastapi.exceptions import RequestValidationError

FILE = codec.File("a.bin", "application/octet-stream", b"1")
PRINTS = Fingerprints(b"k" * 32)


def request(file: codec.File | codec.Picture | None = None, **fields: str) -> EmbedRequest:
    wanted = EmbedFields.model_validate({"cover": "u-1", "mode": "robust", **fields})
    return embed_request(wanted, file, passphrase_min_characters=8)


def test_one_payload_is_wanted() -> None:
    assert request(text="").payload == codec.Text("")
    assert request(FILE).payload == FILE
    assert request(sealed="AAEC").sealed == b"\0\1\2"
    with pytest.raises(PayloadMissing):
        request()
    with pytest.raises(PayloadAmbiguous):
        request(FILE, text="")
    with pytest.raises(PassphraseTooShort):
        request(text="a", passphrase="1234567")


def test_every_part_of_a_request_makes_its_fingerprint() -> None:
    requests = [
        request(text="a"),
        request(text="b"),
        request(text="a", passphrase="long enough"),
        request(text="a", passphrase="long enough too"),
        request(text="a", output="jpeg"),
        request(text="a", channel="lossless"),
        request(text="a", mode="covert"),
        request(text="a", mode="covert", rate="0.1"),
        request(sealed="YQ==", mode="covert"),
        request(sealed="YQ==", mode="covert", placement="AAAA" * 10 + "AAA="),
        request(text="a", cover="u-2"),
        request(codec.File("a", "b", b"a")),
        request(codec.Picture("a", "b", b"a")),
        request(codec.File("b", "b", b"a")),
        request(sealed="YQ=="),
    ]
    prints = [PRINTS.of(each.fingerprint_parts()) for each in requests]
    assert len(set(prints)) == len(requests)
    assert PRINTS.of(request(text="a").fingerprint_parts()) == prints[0]
    assert Fingerprints(b"x" * 32).of(requests[0].fingerprint_parts()) != prints[0]


def test_a_request_never_shows_what_it_hides() -> None:
    shown = repr(request(text="my text", passphrase="my passphrase"))
    assert "my text" not in shown
    assert "my passphrase" not in shown


def test_a_declared_picture_stays_one() -> None:
    assert isinstance(payload_file("a", "image/png", b""), codec.Picture)
    assert isinstance(payload_file("a", "text/plain", b""), codec.File)


@pytest.mark.parametrize("body", [b"\xff", b'{"cover": "\\ud800"}'])
def test_json_is_utf8_to_the_bottom(body: bytes) -> None:
    with pytest.raises(InvalidUtf8):
        parse_json(body, EmbedFields)


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"NaN,"])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parse_json(body, EmbedFields)


def test_a_refusal_names_the_place_and_not_the_value() -> None:
    with pytest.raises(RequestValidationError) as refused:
        parse_json(b'{"cover": "!secret!", "mode": "robust"}', EmbedFields)
    assert "secret" not in json.dumps(refused.value.errors())


def test_entity_tags_are_compared_weakly() -> None:
    assert matches('"a", W/"b"', '"b"')
    assert matches("*", '"b"')
    assert not matches('"a"', '"b"')
    assert not matches(None, '"b"')


def test_a_cursor_leads_to_the_next_page() -> None:
    records = [{"position": f"000000000000{n}-j-{n}"} for n in (3, 2, 1)]
    cursor = cursor_of(records, 2)
    assert page_filter(cursor) == {"position": {"$lt": "0000000000002-j-2"}}
    assert cursor_of(records, 3) is None
    for wrong in ("", "?", "é", "AAAA"):
        with pytest.raises(InvalidRequest):
            page_filter(wrong)

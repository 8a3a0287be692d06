"""What was hidden, on its way to whoever opened it: its sender is not to be trusted."""

import pytest
from cloak_codec import File
from cloak_gateway.routes.payloads import payload_answer


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan.pdf\r\nSet-Cookie: a=b", "plan.pdfSet-Cookie_ a=b"),
        ("../../.profile", "profile"),
        ('a".html\\', "file"),
        ("", "file"),
    ],
)
def test_a_name_that_its_sender_made_up_stays_in_its_header(name: str, said: str) -> None:
    answer = payload_answer(File(name, "text/plain", b"-"))
    assert f'filename="{said}"' in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].isprintable()

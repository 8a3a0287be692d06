"""Which ends of jobs count against the service."""

import pytest
from cloak_codec.errors import CodecError, UnsealFailed
from cloak_gateway.endings import ENDINGS, USERS_TO_MEND, ending_of

# Codes of a finished job that are ours to answer for; every other known one is the user's.
OURS = {"codec_error", "model_unavailable"}


def _codes(error: type[CodecError]) -> set[str]:
    return {error.code}.union(*map(_codes, error.__subclasses__()))


# The worker never unseals: these cannot end a job.
NEVER = _codes(UnsealFailed)


def test_every_error_of_the_codec_is_somebodys_to_mend() -> None:
    assert _codes(CodecError) - NEVER - OURS <= USERS_TO_MEND
    assert not OURS & USERS_TO_MEND


@pytest.mark.parametrize(
    ("status", "code", "ending"),
    [
        ("succeeded", None, "succeeded"),
        ("cancelled", None, "cancelled"),
        ("failed", "payload_too_large", "refused"),
        ("failed", "model_unavailable", "failed"),
        ("failed", "expired", "failed"),
        ("failed", "deadline_exceeded", "failed"),
        ("failed", "a_code_of_tomorrow", "failed"),
    ],
)
def test_what_the_user_can_mend_is_no_failure(status: str, code: str | None, ending: str) -> None:
    assert ending_of(status, code) == ending
    assert ending in ENDINGS

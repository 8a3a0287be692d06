"""What a JobFinished says, in the fields of the API's Job."""

from datetime import UTC, datetime

import pytest
from cloak_gateway.projector import outcome_of
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    Answer,
    Cancelled,
    Extracted,
    Failed,
    JobFinished,
    Succeeded,
)
from cloak_kit.errors import PoisonMessage

ENDED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def finished(
    *,
    succeeded: Succeeded | None = None,
    failed: Failed | None = None,
    cancelled: Cancelled | None = None,
) -> JobFinished:
    message = JobFinished(
        job_id="j",
        owner_id="u",
        attempts=2,
        timings={"fetch": 0.5},
        succeeded=succeeded,
        failed=failed,
        cancelled=cancelled,
    )
    message.finished_at.FromDatetime(ENDED)
    return message


def test_a_failure_keeps_its_code() -> None:
    failed = Failed(code="expired", message="too late")
    outcome = outcome_of(finished(failed=failed))
    assert (outcome.status, outcome.finished_at) == ("failed", ENDED)
    assert outcome.fields["error"] == {"code": "expired", "message": "too late"}
    assert outcome.fields["attempts"] == 2


def test_a_cancellation_is_an_outcome() -> None:
    assert outcome_of(finished(cancelled=Cancelled())).status == "cancelled"


def test_an_answer_without_a_payload_has_no_result() -> None:
    extracted = Extracted(answer=Answer.ANSWER_NEEDS_MODEL, needs_model="robust_decoder/2")
    outcome = outcome_of(finished(succeeded=Succeeded(extracted=extracted)))
    assert outcome.fields["answer"] == "needs_model"
    assert outcome.fields["needs_model"] == "robust_decoder/2"
    assert outcome.fields["corrected_share"] is None
    assert outcome.fields["result"] is None
    assert outcome.fields["mode"] is None


@pytest.mark.parametrize("said", [None, Succeeded(), Succeeded(extracted=Extracted())])
def test_what_says_nothing_is_poison(said: Succeeded | None) -> None:
    with pytest.raises(PoisonMessage):
        outcome_of(finished(succeeded=said))

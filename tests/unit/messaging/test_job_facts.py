"""What the owner of a finished job is told."""

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    Cancelled,
    Embedded,
    Extracted,
    Failed,
    JobFinished,
    JobKind,
    Succeeded,
)
from cloak_kit.errors import PoisonMessage
from cloak_messaging.notifications import job_facts

EMBED = JobFinished(job_id="j-1", owner_id="u-1", kind=JobKind.JOB_KIND_EMBED)
EXTRACT = JobFinished(job_id="j-1", owner_id="u-1", kind=JobKind.JOB_KIND_EXTRACT)


def with_outcome(event: JobFinished, outcome: Succeeded | Failed | Cancelled) -> JobFinished:
    finished = JobFinished()
    finished.CopyFrom(event)
    name = type(outcome).__name__.lower()
    getattr(finished, name).CopyFrom(outcome)
    return finished


def test_a_hidden_payload_succeeded_without_an_answer() -> None:
    facts = job_facts(with_outcome(EMBED, Succeeded(embedded=Embedded())))
    assert facts == {
        "job": "j-1",
        "kind": "embed",
        "status": "succeeded",
        "answer": None,
        "error": None,
    }


@pytest.mark.parametrize("answer", ["payload", "no_message", "damaged", "needs_model"])
def test_an_extraction_says_its_answer(answer: str) -> None:
    extracted = Extracted(answer=f"ANSWER_{answer.upper()}")
    facts = job_facts(with_outcome(EXTRACT, Succeeded(extracted=extracted)))
    assert (facts["kind"], facts["status"], facts["answer"]) == ("extract", "succeeded", answer)


def test_a_failed_job_says_its_code() -> None:
    facts = job_facts(with_outcome(EMBED, Failed(code="cover_unsuitable", message="Flat")))
    assert facts["status"] == "failed"
    assert facts["error"] == {"code": "cover_unsuitable", "message": "Flat"}


def test_a_cancelled_job_says_so() -> None:
    assert job_facts(with_outcome(EXTRACT, Cancelled()))["status"] == "cancelled"


@pytest.mark.parametrize(
    "event",
    [
        EMBED,
        with_outcome(EXTRACT, Succeeded(extracted=Extracted())),
        with_outcome(JobFinished(job_id="j-1", owner_id="u-1"), Cancelled()),
        with_outcome(JobFinished(owner_id="u-1", kind=JobKind.JOB_KIND_EMBED), Cancelled()),
        with_outcome(JobFinished(job_id="j-1", kind=JobKind.JOB_KIND_EMBED), Cancelled()),
    ],
    ids=["no outcome", "no answer", "no kind", "no job", "no owner"],
)
def test_an_event_that_says_too_little_is_poison(event: JobFinished) -> None:
    with pytest.raises(PoisonMessage):
        job_facts(event)

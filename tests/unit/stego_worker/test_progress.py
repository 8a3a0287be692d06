"""Progress is told at a bounded rate, never goes back, and never holds a job up."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from cloak_kit.contracts.cloak.v1.events_pb2 import JobProgressed
from cloak_kit.contracts.topics import Topic
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_stego_worker.progress import Progress
from google.protobuf.message import Message

from tests.plugins.polling import eventually
from tests.unit.stego_worker.doubles import RecordingPublisher, embed_request


@dataclass
class Away(RecordingPublisher):
    """A publisher whose broker is away."""

    tried: list[str] = field(default_factory=list)

    async def publish(self, topic: Topic[Any], message: Message, *, key: str) -> None:
        self.tried.append(key)
        raise QueueUnavailable


def progress(events: RecordingPublisher, *, interval_s: float = 0.0) -> Progress:
    return Progress(events, embed_request(), attempt=1, interval_s=interval_s)


async def told(events: RecordingPublisher, count: int) -> list[JobProgressed]:
    async def found() -> list[JobProgressed]:
        return events.progressed

    return await eventually(found, lambda messages: len(messages) == count, within_s=5)


async def test_a_second_attempt_at_a_stage_does_not_take_the_fraction_back() -> None:
    events = RecordingPublisher()
    async with progress(events) as telling:
        for number, stage in enumerate(("predict", "verify", "predict"), start=1):
            telling.enter(stage)
            await told(events, number)
    first, second, third = events.progressed
    assert [m.stage for m in events.progressed] == ["predict", "verify", "predict"]
    assert first.fraction < second.fraction == third.fraction
    assert (first.job_id, first.owner_id, first.attempt) == ("j-1", "ada", 1)


async def test_of_stages_in_quick_succession_only_the_last_is_told() -> None:
    events = RecordingPublisher()
    async with progress(events) as telling:
        for stage in ("fetch", "decode", "predict"):
            telling.enter(stage)
        await told(events, 1)
    assert [m.stage for m in events.progressed] == ["predict"]


async def test_between_two_tellings_lies_the_interval_and_the_end_does_not_wait_for_it() -> None:
    events = RecordingPublisher()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with progress(events, interval_s=60) as telling:
        telling.enter("fetch")
        await told(events, 1)
        telling.enter("predict")
    assert [m.stage for m in events.progressed] == ["fetch"]
    assert loop.time() - begun < 30


async def test_a_broker_that_is_away_does_not_fail_the_job() -> None:
    events = Away()
    async with progress(events) as telling:
        telling.enter("fetch")

        async def tried() -> list[str]:
            return events.tried

        await eventually(tried, lambda keys: keys == ["j-1"], within_s=5)

"""Event streams: framed, alive while nothing happens, and over when they must be."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

import pytest
from cloak_kit.sse import ServerEvent, event_stream


class Source:
    """Events as the test wants them; knows whether it was closed."""

    def __init__(self, *events: ServerEvent, then_wait: bool = False) -> None:
        self._events, self._then_wait = events, then_wait
        self.closed = False

    async def stream(self) -> AsyncIterator[ServerEvent]:
        try:
            for event in self._events:
                yield event
            if self._then_wait:
                await asyncio.Event().wait()
        finally:
            self.closed = True


async def _read(stream: AsyncIterable[bytes | str | memoryview], count: int = 1000) -> list[bytes]:
    frames: list[bytes] = []
    async with asyncio.timeout(10):
        async for frame in stream:
            assert isinstance(frame, bytes)
            frames.append(frame)
            if len(frames) == count:
                break
    return frames


def test_an_event_is_framed_on_one_line_of_data() -> None:
    event = ServerEvent("job", {"text": "a\nb ü"}, id="7")
    assert event.encode().decode() == 'id: 7\nevent: job\ndata: {"text":"a\\nb ü"}\n\n'
    assert ServerEvent("job", None).encode() == b"event: job\ndata: null\n\n"


async def test_the_events_come_and_then_the_end() -> None:
    source = Source(ServerEvent("job", 1), ServerEvent("job", 2))
    answer = event_stream(source.stream(), stopping=asyncio.Event())
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    frames = await _read(answer.body_iterator)
    assert frames == [b": open\n\n", b"event: job\ndata: 1\n\n", b"event: job\ndata: 2\n\n"]
    assert source.closed


async def test_a_quiet_stream_says_that_it_is_alive() -> None:
    source = Source(then_wait=True)
    answer = event_stream(source.stream(), stopping=asyncio.Event(), heartbeat_s=0.01)
    assert await _read(answer.body_iterator, 4) == [b": open\n\n", *[b": alive\n\n"] * 3]


async def test_a_heartbeat_does_not_lose_the_event_that_is_awaited() -> None:
    arrived = asyncio.Event()

    async def late() -> AsyncIterator[ServerEvent]:
        await arrived.wait()
        yield ServerEvent("job", "late")

    frames = event_stream(late(), stopping=asyncio.Event(), heartbeat_s=0.01).body_iterator
    assert await _read(frames, 3) == [b": open\n\n", *[b": alive\n\n"] * 2]
    arrived.set()
    assert (await _read(frames))[-1] == b'event: job\ndata: "late"\n\n'


async def test_a_stop_ends_the_stream_and_closes_its_source() -> None:
    stopping, source = asyncio.Event(), Source(then_wait=True)
    frames = event_stream(source.stream(), stopping=stopping).body_iterator
    reading = asyncio.create_task(_read(frames))
    await asyncio.sleep(0)
    stopping.set()
    assert await reading == [b": open\n\n"]
    assert source.closed


async def test_a_stop_ends_a_stream_that_always_has_more() -> None:
    stopping = asyncio.Event()
    stopping.set()

    async def endless() -> AsyncIterator[ServerEvent]:
        while True:
            yield ServerEvent("job", 1)

    frames = event_stream(endless(), stopping=stopping).body_iterator
    assert len(await _read(frames)) <= 2


async def test_a_stream_has_a_bounded_life() -> None:
    source = Source(then_wait=True)
    answer = event_stream(
        source.stream(), stopping=asyncio.Event(), heartbeat_s=0.01, lifetime_s=0.05
    )
    frames = await _read(answer.body_iterator)
    assert frames[0] == b": open\n\n"
    assert source.closed


async def test_an_error_of_the_source_breaks_the_stream() -> None:
    async def failing() -> AsyncIterator[ServerEvent]:
        yield ServerEvent("job", 1)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await _read(event_stream(failing(), stopping=asyncio.Event()).body_iterator)

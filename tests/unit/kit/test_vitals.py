"""What every service exports of itself: its build, its loop, its readiness, its database."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from cloak_kit import health, looplag
from cloak_kit.builds import COMMIT, tell_build
from cloak_kit.errors import Unavailable
from cloak_kit.kafka.metrics import KafkaMetrics
from cloak_kit.mongo_commands import timed_commands
from cloak_kit.requests import http_metrics
from fastapi import FastAPI
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from pymongo.monitoring import CommandFailedEvent, CommandSucceededEvent
from starlette.responses import StreamingResponse

from tests.plugins.polling import eventually


def _value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_a_running_service_says_what_it_was_built_from(
    app: FastAPI, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COMMIT, "0123abc")
    tell_build.cache_clear()
    async with app.router.lifespan_context(app):
        text = (await http.get("/metrics")).text
    assert 'cloak_kit_test_build_info{commit="0123abc",version="unknown"} 1.0' in text


async def test_a_blocked_loop_shows_for_a_while_after_it_is_free_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looplag, "EVERY_S", 0.02)
    shown: list[float] = []
    gauge = looplag.loop_lag("kit_blocked")
    monkeypatch.setattr(gauge, "set", shown.append)
    watch = asyncio.create_task(looplag.watch_loop_lag("kit_blocked"))
    await asyncio.sleep(0)
    time.sleep(0.3)  # noqa: ASYNC251  # what must not happen, and must show

    async def seen() -> list[float]:
        return shown

    await eventually(seen, lambda lags: len(lags) >= 8, within_s=5)
    watch.cancel()
    assert shown[0] == 0
    assert min(shown[1:]) >= 0.25


async def test_readiness_is_exported_check_by_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_WATCH_S", 0.01)
    readiness, away = health.Readiness(), True

    async def kafka() -> None:
        if away:
            raise Unavailable("it is away")

    readiness.add("kafka", kafka)
    watch = asyncio.create_task(health.watch_readiness("kit_ready", readiness))

    async def ready() -> tuple[float | None, float | None]:
        name = "cloak_kit_ready_ready"
        return _value(name, check="kafka"), _value(name, check="process")

    await eventually(ready, lambda seen: seen == (0.0, 1.0), within_s=5)
    away = False
    await eventually(ready, lambda seen: seen == (1.0, 1.0), within_s=5)
    readiness.drain()
    await eventually(ready, lambda seen: seen == (1.0, 0.0), within_s=5)
    watch.cancel()


def _answered(command: str) -> CommandSucceededEvent:
    return CommandSucceededEvent(timedelta(milliseconds=20), {}, command, 1, ("db", 27017), 1, None)


def test_commands_of_the_store_are_timed_by_name_and_unknown_ones_are_other() -> None:
    commands = timed_commands("kit_mongo")
    assert timed_commands("kit_mongo") is commands
    commands.succeeded(_answered("find"))
    commands.succeeded(_answered("6c0e41c28b1d"))
    refused = CommandFailedEvent(timedelta(), {}, "insert", 1, ("db", 27017), 1, None)
    commands.failed(refused)
    name = "cloak_kit_mongo_mongo_command"
    assert _value(f"{name}_seconds_sum", command="find") == pytest.approx(0.02)
    assert _value(f"{name}_seconds_count", command="other") == 1
    assert _value(f"{name}_failures_total", command="insert") == 1


def test_dead_letters_have_a_series_before_the_first_one() -> None:
    registry = CollectorRegistry()
    KafkaMetrics("kit-dead", registry)
    text = generate_latest(registry).decode()
    line = 'cloak_kit_dead_kafka_dead_letters_total{topic="cloak.jobs.requested"} 0.0'
    assert line in text


async def test_a_stream_counts_as_a_request_and_not_as_a_slow_one(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def events() -> AsyncIterator[str]:
            yield "data: 1\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    await http.get("/stream")
    text = (await http.get("/metrics")).text
    assert http_metrics("kit_test") is not None
    assert re.search(r'kit_test_http_requests_total\{.*route="/stream".*\} 1.0', text)
    assert not re.search(r'kit_test_http_request_seconds_count\{.*route="/stream"', text)


async def test_no_series_says_when_another_one_began(http: httpx.AsyncClient) -> None:
    await http.get("/healthz")
    page = (await http.get("/metrics")).text
    assert not [line for line in page.splitlines() if re.match(r"\w+_created[ {]", line)]

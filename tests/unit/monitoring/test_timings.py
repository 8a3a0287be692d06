"""The times of scraping, evaluating and telling, which belong together and to the services' own."""

import re
from dataclasses import dataclass

import pytest
from cloak_gateway.settings import GatewaySettings
from cloak_kit import health, looplag
from cloak_kit.settings import KafkaSettings
from cloak_local.monitoring import RETENTION
from cloak_local.monitoring_config import INTERVAL_S
from cloak_stego_worker.settings import AFTERMATH_S, WorkerSettings

from tests.unit.monitoring.rules import SOURCES, Alert, alerts, read, rules, seconds

PROMETHEUS = read(SOURCES / "prometheus.yml")
ROUTE = read(SOURCES / "alertmanager.yml")["route"]
PAGED_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often Prometheus scrapes and evaluates."""

    scrape_s: float
    evaluation_s: float


PRODUCTION = Intervals(
    seconds(PROMETHEUS["global"]["scrape_interval"]),
    seconds(PROMETHEUS["global"]["evaluation_interval"]),
)
ONE_MACHINE = Intervals(INTERVAL_S, INTERVAL_S)
BOTH = pytest.mark.parametrize("intervals", [PRODUCTION, ONE_MACHINE])


def _ranges(expr: str) -> list[float]:
    return [seconds(found) for found in re.findall(r"\[(\w+)\]", expr)]


def _alert(name: str) -> Alert:
    (found,) = [alert for alert in alerts() if alert.name == name]
    return found


@BOTH
def test_one_missed_scrape_wakes_nobody(intervals: Intervals) -> None:
    for alert in alerts():
        if alert.for_s:
            assert alert.for_s >= 2 * intervals.scrape_s, alert.name
            assert alert.for_s >= 2 * intervals.evaluation_s, alert.name
        else:
            assert _ranges(alert.expr), f"{alert.name} fires on one sample"


@BOTH
def test_every_rate_sees_at_least_four_scrapes(intervals: Intervals) -> None:
    for rule in rules():
        for range_s in _ranges(rule["expr"]):
            assert range_s >= 4 * intervals.scrape_s, rule["expr"]


@BOTH
def test_a_broken_model_server_pages_within_two_minutes(intervals: Intervals) -> None:
    (pages,) = [r for r in ROUTE["routes"] if r["receiver"] == "pages"]
    # Seen by the next scrape, pending at the next evaluation, firing at one after its time.
    fires_s = intervals.scrape_s + 2 * intervals.evaluation_s + _alert("ModelServerDown").for_s
    assert fires_s + seconds(pages["group_wait"]) <= PAGED_WITHIN_S


def test_a_scrape_ends_before_the_next_begins() -> None:
    timing = PROMETHEUS["global"]
    assert seconds(timing["scrape_timeout"]) <= seconds(timing["scrape_interval"])


def test_what_a_service_shows_for_a_while_is_seen_by_a_scrape() -> None:
    assert 2 * PRODUCTION.scrape_s <= looplag.REMEMBERED_S
    assert _alert("NotReady").for_s >= 2 * health._WATCH_S


def test_lag_is_looked_at_often_enough_for_what_is_derived_from_it() -> None:
    every_s = GatewaySettings.model_fields["queue_look_every_s"].default
    assert min(_ranges(_alert("QueueGrowing").expr)) >= 4 * every_s
    assert _alert("NoWorkers").for_s >= 2 * every_s


def test_workers_are_not_stuck_while_a_job_may_still_run() -> None:
    job_s = WorkerSettings.model_fields["job_deadline_s"].default
    longest_s = job_s + AFTERMATH_S + KafkaSettings().request_timeout_s
    stuck = _alert("WorkersStuck")
    assert min(_ranges(stuck.expr)) > longest_s
    assert stuck.for_s > longest_s


def test_what_is_kept_on_one_machine_reaches_back_as_far_as_the_longest_range() -> None:
    longest_s = max(range_s for rule in rules() for range_s in _ranges(rule["expr"]))
    assert longest_s <= seconds(RETENTION)


@pytest.mark.parametrize("route", [ROUTE, *ROUTE["routes"]], ids=lambda route: route["receiver"])
def test_a_group_is_gathered_then_told_and_seldom_repeated(route: dict[str, str]) -> None:
    waits = ("group_wait", "group_interval", "repeat_interval")
    times = [seconds(route[wait]) for wait in waits]
    assert times == sorted(times)

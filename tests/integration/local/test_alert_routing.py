"""Which alerts Alertmanager keeps to itself because another one says it already."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from cloak_local.monitoring import Monitoring
from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.supervisor import Supervisor

from tests.plugins.polling import eventually
from tests.unit.monitoring.rules import alerts

pytestmark = pytest.mark.integration
Named = tuple[str, str]
"""An alert, and the job that it is about; none where it is about no single one."""


@pytest.fixture
async def alertmanager(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The real one, alone, with the routes of production."""
    places, ports = Places.under(tmp_path), Ports.free()
    places.make()
    supervisor = Supervisor(places)
    for part, _ in Monitoring(places, ports, {}).parts:
        if part.name == "alertmanager":
            supervisor.add(part)
    url = f"http://127.0.0.1:{ports['alertmanager']}/api/v2"
    async with supervisor, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield http


async def _told(alertmanager: httpx.AsyncClient, *firing: Named) -> set[Named]:
    """Let these alerts fire; return those that somebody is told of."""
    labels_of = {alert.name: alert.labels for alert in alerts()}
    labels = [
        labels_of[name] | {"alertname": name} | ({"job": job} if job else {})
        for name, job in firing
    ]
    posted = await alertmanager.post("/alerts", json=[{"labels": each} for each in labels])
    posted.raise_for_status()

    async def states() -> dict[Named, str]:
        found = (await alertmanager.get("/alerts")).json()
        return {
            (one["labels"]["alertname"], one["labels"].get("job", "")): one["status"]["state"]
            for one in found
        }

    def complete(found: dict[Named, str]) -> bool:
        return len(found) == len(firing) and "unprocessed" not in found.values()

    seen = await eventually(states, complete)
    return {alert for alert, state in seen.items() if state == "active"}


async def test_without_models_nobody_is_told_that_workers_are_not_ready(
    alertmanager: httpx.AsyncClient,
) -> None:
    cause = ("ModelServerDown", "model-server")
    follows = [
        ("TargetDown", "model-server"),
        ("NotReady", "stego-worker"),
        ("WorkersStuck", ""),
        ("QueueGrowing", ""),
    ]
    apart = [("NotReady", "storage"), ("DeadLetters", ""), ("JobsFailing", "")]
    assert await _told(alertmanager, cause, *follows, *apart) == {cause, *apart}


async def test_a_service_that_is_down_is_not_also_said_to_be_unready(
    alertmanager: httpx.AsyncClient,
) -> None:
    cause = ("ServiceDown", "gateway")
    follows = [("NotReady", "gateway"), ("TargetDown", "gateway"), ("QueueUnseen", "gateway")]
    follows.append(("OriginUnreachable", "origin"))
    apart = [("NotReady", "messaging"), ("TargetDown", "node")]
    assert await _told(alertmanager, cause, *follows, *apart) == {cause, *apart}


async def test_the_fast_burn_of_an_objective_hides_its_slow_one_alone(
    alertmanager: httpx.AsyncClient,
) -> None:
    apart = [("EmbedsLateSlowly", ""), ("DeadLetters", "")]
    firing = [("JobsFailing", ""), ("JobsFailingSlowly", ""), *apart]
    assert await _told(alertmanager, *firing) == {("JobsFailing", ""), *apart}


async def test_where_there_is_no_worker_none_is_said_to_be_stuck(
    alertmanager: httpx.AsyncClient,
) -> None:
    firing = [("NoWorkers", ""), ("WorkersStuck", ""), ("QueueGrowing", "")]
    assert await _told(alertmanager, *firing) == {("NoWorkers", "")}


async def test_an_origin_that_nobody_reaches_is_told_while_another_service_is_down(
    alertmanager: httpx.AsyncClient,
) -> None:
    apart = {("ServiceDown", "messaging"), ("OriginUnreachable", "origin")}
    assert await _told(alertmanager, *apart) == apart


async def test_of_a_certificate_that_is_almost_over_only_the_page_is_told(
    alertmanager: httpx.AsyncClient,
) -> None:
    cause, follows = ("CertificateAlmostExpired", "origin"), ("CertificateExpiring", "origin")
    assert await _told(alertmanager, cause, follows) == {cause}

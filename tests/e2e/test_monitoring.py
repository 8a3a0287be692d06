"""Prometheus and Alertmanager beside the running system: what they see, and whom they tell."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml
from cloak_local.places import MONITORING_SOURCES
from cloak_local.ports import HOST
from cloak_local.system import System
from cloak_local.units import State
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.metric_labels import is_known
from tests.contract.metrics_page import DEFINED_IN, KIT, WITHOUT_MONGO, kit_rows, rows_of
from tests.e2e.alerts import AlertInbox
from tests.e2e.conftest import Person
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
PAGED_WITHIN_S = 120
SEEN_WITHIN_S = 30  # some scrapes and evaluations, five seconds apart


class Prometheus:
    """The HTTP API of the system's Prometheus."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def ask(self, path: str, **params: str) -> Any:
        """Return the data of an answer."""
        answer = await self._http.get(f"/api/v1/{path}", params=params)
        answer.raise_for_status()
        return answer.json()["data"]

    async def values(self, query: str) -> list[float]:
        """Return the values of an instant query, without what is not a number."""
        found = (await self.ask("query", query=query))["result"]
        return [value for one in found if (value := float(one["value"][1])) == value]

    async def active(self) -> set[str]:
        """Return the names of the alerts that are pending or fire."""
        return {alert["labels"]["alertname"] for alert in (await self.ask("alerts"))["alerts"]}


@pytest.fixture
async def prometheus(system: System) -> AsyncIterator[Prometheus]:
    url = f"http://{HOST}:{system.ports['prometheus']}"
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield Prometheus(http)


async def _scraped(prometheus: Prometheus) -> dict[str, dict[str, Any]]:
    """The targets whose last scrape went well, by who answers; an exporter may for others."""
    active = (await prometheus.ask("targets", state="active"))["activeTargets"]
    return {urlsplit(t["scrapeUrl"]).netloc: t for t in active if t["health"] == "up"}


def _running(system: System) -> set[str]:
    """Where Prometheus should find metrics: a test may have stopped a worker of its own."""
    health = [unit.part.health for unit in system.units if unit.state is State.RUNNING]
    served = {urlsplit(address).netloc for address in health if address.startswith("http")}
    return served | {f"{HOST}:{system.ports['model-server-metrics']}"}


async def _exported(prometheus: Prometheus) -> dict[str, list[Metric]]:
    """What each process exports itself, by the job that it is scraped as."""
    exported: dict[str, list[Metric]] = {}
    async with httpx.AsyncClient(trust_env=False) as http:
        for target in (await _scraped(prometheus)).values():
            text = (await http.get(target["scrapeUrl"])).text
            families = list(text_string_to_metric_families(text))
            ours = [family for family in families if family.name.startswith("cloak_")]
            exported[target["labels"]["job"]] = ours
    return exported


async def test_every_part_is_scraped_and_every_rule_can_be_evaluated(
    system: System, prometheus: Prometheus
) -> None:
    async def unseen() -> set[str]:
        return _running(system) - set(await _scraped(prometheus))

    await eventually(unseen, lambda addresses: addresses == set(), within_s=SEEN_WITHIN_S)
    jobs = {target["labels"]["job"] for target in (await _scraped(prometheus)).values()}
    production = yaml.safe_load((MONITORING_SOURCES / "prometheus.yml").read_text())
    assert jobs == {job["job_name"] for job in production["scrape_configs"]}

    async def unwell() -> list[str]:
        groups = (await prometheus.ask("rules"))["groups"]
        return [
            rule["name"] for group in groups for rule in group["rules"] if rule["health"] != "ok"
        ]

    await eventually(unwell, lambda names: names == [], within_s=SEEN_WITHIN_S)


async def test_the_origin_is_reached_from_outside_and_being_plain_has_no_certificate(
    system: System, prometheus: Prometheus
) -> None:
    async def probed() -> list[float]:
        return await prometheus.values(
            f'probe_success{{job="origin",instance="{system.gateway_url}/"}}'
        )

    await eventually(probed, lambda values: values == [1.0], within_s=SEEN_WITHIN_S)
    assert await prometheus.values("probe_ssl_earliest_cert_expiry") == []


async def test_a_job_shows_in_the_objectives_and_no_label_is_an_id(
    ada: Person, cover: bytes, prometheus: Prometheus
) -> None:
    job = await ada.cloak.wait((await ada.hide(await ada.upload(cover), "seen")).id, deadline_s=90)
    assert job.status == "succeeded"
    in_time = 'cloak_gateway_job_seconds_bucket{kind="embed",ending="succeeded",le="10.0"}'

    async def seen() -> list[float]:
        return await prometheus.values(in_time)

    await eventually(seen, lambda values: sum(values) >= 1, within_s=SEEN_WITHIN_S)

    async def lag() -> list[float]:
        return await prometheus.values(
            'cloak_gateway_group_lag_records{group="cloak.stego-worker"}'
        )

    await eventually(lag, bool, within_s=SEEN_WITHIN_S)

    exported = await _exported(prometheus)
    made_up = {
        f"{sample.name} {label}={value}"
        for families in exported.values()
        for family in families
        for sample in family.samples
        for label, value in sample.labels.items()
        if not is_known(label, value)
    }
    assert made_up == set()
    for service in DEFINED_IN:
        kit = {row.name.replace(KIT, service) for row in kit_rows()}
        if service in WITHOUT_MONGO:
            kit = {name for name in kit if "_mongo_" not in name}
        listed = kit | {row.name for row in rows_of(service)}
        families = exported[service.replace("_", "-")]
        assert {_series(family) for family in families} == listed


async def test_a_model_server_that_stays_away_pages_somebody_within_two_minutes(
    system: System, prometheus: Prometheus, alert_inbox: AlertInbox
) -> None:
    told_before = len(alert_inbox.notifications)
    await system.kill("model-server")
    try:

        async def pages() -> list[dict[str, Any]]:
            return alert_inbox.firing("ModelServerDown", since=told_before)

        (page,) = await eventually(pages, lambda found: len(found) == 1, within_s=PAGED_WITHIN_S)
    finally:
        await system.start("model-server")
    assert page["receiver"] == "pages"
    (alert,) = page["alerts"]
    runbook = alert["annotations"]["runbook_url"]
    assert runbook == "docs/runbooks/ModelServerDown.md"
    assert "model server" in (ROOT / runbook).read_text()

    async def still_active() -> bool:
        return "ModelServerDown" in await prometheus.active()

    await eventually(still_active, lambda active: not active, within_s=SEEN_WITHIN_S)


def _series(family: Metric) -> str:
    return f"{family.name}_total" if family.type == "counter" else family.name

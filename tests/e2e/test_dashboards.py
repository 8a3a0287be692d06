"""Dashboards and rules ask for what the running system exports, and the demo fills every panel."""

import asyncio

import pytest
from cloak_monitoring.probing import empty, unexported
from cloak_monitoring.prometheus import Prometheus

from tests.e2e.conftest import Told
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SEEN_WITHIN_S = 60  # a look at the broker, two scrapes, an evaluation of the rules
GRACE_S = 60


async def test_every_metric_that_a_panel_or_a_rule_names_is_exported(
    watcher: Prometheus, told: Told
) -> None:
    async def missing() -> list[str]:
        return await asyncio.to_thread(unexported, watcher)

    await eventually(missing, lambda found: found == [], within_s=SEEN_WITHIN_S)


async def test_no_panel_is_empty_after_the_demo(watcher: Prometheus, told: Told) -> None:
    async def without_values() -> list[str]:
        end = told.ended_at + GRACE_S
        return await asyncio.to_thread(empty, watcher, told.began_at, end)

    await eventually(without_values, lambda found: found == [], within_s=SEEN_WITHIN_S)

"""Prometheus and Alertmanager beside one system: what they are told before they start."""

import json
from pathlib import Path

import pytest
import yaml
from cloak_local.monitoring import ORIGIN, WEBHOOK, InvalidAddress, Monitoring
from cloak_local.monitoring_config import alertmanager_config, prometheus_config
from cloak_local.places import MONITORING_SOURCES, Places
from cloak_local.ports import Ports


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places.under(tmp_path)
    found.make()
    return found


def _targets(places: Places, job: str) -> list[str]:
    file = places.state / "prometheus" / "targets" / f"{job}.json"
    (group,) = json.loads(file.read_text())
    targets: list[str] = group["targets"]
    return targets


def test_every_job_of_production_is_scraped_here_too(places: Places) -> None:
    Monitoring(places, Ports.free(), {}).scrape("stego-worker-1", 20_001)
    config = yaml.safe_load(prometheus_config(Path("/targets"), "127.0.0.1:1", "127.0.0.1:2"))
    jobs = {job["job_name"]: job["file_sd_configs"] for job in config["scrape_configs"]}
    production = yaml.safe_load((MONITORING_SOURCES / "prometheus.yml").read_text())
    assert list(jobs) == [job["job_name"] for job in production["scrape_configs"]]
    for job, found in jobs.items():
        assert found == [{"files": [f"/targets/{job}.json"]}]
        assert len(_targets(places, job)) == 1


def test_a_worker_that_joins_later_is_scraped_from_then_on(places: Places) -> None:
    monitoring = Monitoring(places, Ports.free(), {})
    monitoring.scrape("stego-worker-1", 20_001)
    monitoring.scrape("stego-worker-2", 20_002)
    assert _targets(places, "stego-worker") == ["127.0.0.1:20001", "127.0.0.1:20002"]


def test_a_model_server_elsewhere_is_scraped_there(places: Places) -> None:
    Monitoring(places, Ports.free(), {"CLOAK_MODEL_SERVER_METRICS_ADDRESS": "gpu:8501"})
    assert _targets(places, "model-server") == ["gpu:8501"]


def test_the_gateway_is_probed_as_the_origin_unless_tls_stands_before_it(places: Places) -> None:
    ports = Ports.free()
    Monitoring(places, ports, {})
    assert _targets(places, "origin") == [f"http://127.0.0.1:{ports['gateway']}/"]
    Monitoring(places, ports, {ORIGIN: "https://cloak.example/"})
    assert _targets(places, "origin") == ["https://cloak.example/"]


def test_it_is_the_exporter_of_this_system_that_probes() -> None:
    config = yaml.safe_load(prometheus_config(Path("/targets"), "127.0.0.1:1", "127.0.0.1:2"))
    (origin,) = [job for job in config["scrape_configs"] if job["job_name"] == "origin"]
    *_, asked = origin["relabel_configs"]
    assert asked == {"target_label": "__address__", "replacement": "127.0.0.1:2"}


def test_alerts_go_to_the_webhook_of_the_environment_and_nowhere_without_one() -> None:
    told = yaml.safe_load(alertmanager_config("http://127.0.0.1:1/alerts"))["receivers"]
    assert [receiver["name"] for receiver in told] == ["pages", "tickets"]
    for receiver in told:
        (webhook,) = receiver["webhook_configs"]
        assert webhook["url"] == "http://127.0.0.1:1/alerts"
    mute = yaml.safe_load(alertmanager_config(None))["receivers"]
    assert mute == [{"name": "pages"}, {"name": "tickets"}]


@pytest.mark.parametrize("variable", [WEBHOOK, ORIGIN])
def test_what_is_no_address_is_refused_before_anything_starts(
    places: Places, variable: str
) -> None:
    with pytest.raises(InvalidAddress, match=variable):
        Monitoring(places, Ports.free(), {variable: "pager"})

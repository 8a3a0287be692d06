"""The configurations of deploy/monitoring, as one machine needs them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from cloak_local.places import MONITORING_SOURCES

# Shorter than where many are scraped: what goes wrong here is seen while somebody looks.
INTERVAL_S = 5
_DISCOVERIES = ("dns_sd_configs", "static_configs")


def prometheus_config(targets: Path, alertmanager: str, prober: str) -> str:
    """Return prometheus.yml with targets from the files `<job>.json` of that folder.

    `alertmanager` and `prober`, which is the blackbox exporter, are addresses: host and port.
    """
    config = _source("prometheus.yml")
    interval = f"{INTERVAL_S}s"
    config["global"] = {
        "scrape_interval": interval,
        "scrape_timeout": interval,
        "evaluation_interval": interval,
    }
    config["rule_files"] = [str(MONITORING_SOURCES / rules) for rules in config["rule_files"]]
    config["alerting"] = {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]}
    for job in config["scrape_configs"]:
        for discovery in _DISCOVERIES:
            job.pop(discovery, None)
        for rule in job.get("relabel_configs", []):
            if rule["target_label"] == "__address__":
                rule["replacement"] = prober
        job["file_sd_configs"] = [{"files": [str(targets / f"{job['job_name']}.json")]}]
    return yaml.safe_dump(config, sort_keys=False)


def alertmanager_config(webhook: str | None) -> str:
    """Return alertmanager.yml with this webhook behind every receiver; with none they are mute."""
    config = _source("alertmanager.yml")
    if webhook is not None:
        for receiver in config["receivers"]:
            receiver["webhook_configs"] = [{"url": webhook, "send_resolved": True}]
    return yaml.safe_dump(config, sort_keys=False)


def targets_file(addresses: Sequence[str]) -> str:
    """Return what Prometheus reads of one job's targets."""
    return json.dumps([{"targets": list(addresses)}])


def _source(name: str) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load((MONITORING_SOURCES / name).read_text())
    return config

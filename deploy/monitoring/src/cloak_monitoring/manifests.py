"""Rules and dashboards as objects of Kubernetes: of the Prometheus operator, and for Grafana."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

HEADER: Final = "# Written by `make dashboards`: change what lies in deploy/monitoring instead.\n"
LABELS: Final = {
    "app.kubernetes.io/name": "image-cloak",
    "app.kubernetes.io/part-of": "image-cloak",
    "app.kubernetes.io/component": "monitoring",
}
SIDECAR: Final = {"grafana_dashboard": "1"}
"""The label by which Grafana's sidecar, of its Helm chart, finds ConfigMaps to load."""
FOLDER: Final = {"grafana_folder": "Image Cloak"}


def prometheus_rule(groups: list[dict[str, Any]]) -> str:
    """Return the groups as one PrometheusRule, as YAML."""
    return HEADER + _yaml(
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {"name": "image-cloak", "labels": LABELS},
            "spec": {"groups": groups},
        }
    )


def config_maps(dashboards: Mapping[str, str]) -> str:
    """Return one ConfigMap a dashboard, as a stream of YAML documents; keys are their names."""
    return HEADER + "---\n".join(
        _yaml(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {
                    "name": f"image-cloak-dashboard-{name}",
                    "labels": LABELS | SIDECAR,
                    "annotations": FOLDER,
                },
                "data": {f"{name}.json": text},
            }
        )
        for name, text in dashboards.items()
    )


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which a person can read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _yaml(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=160, allow_unicode=True)

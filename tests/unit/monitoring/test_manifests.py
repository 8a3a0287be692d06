"""What a cluster gets: the same rules and dashboards, where its operator and Grafana look."""

import json
from typing import Any

import yaml
from cloak_monitoring.manifests import config_maps, prometheus_rule
from cloak_monitoring.places import DASHBOARDS, MANIFESTS
from cloak_monitoring.rules import groups, rule_files


def test_the_clusters_rules_are_those_of_the_rule_files() -> None:
    rule = yaml.safe_load((MANIFESTS / "prometheus-rules.yaml").read_text(encoding="utf-8"))
    assert (rule["apiVersion"], rule["kind"]) == ("monitoring.coreos.com/v1", "PrometheusRule")
    assert rule["spec"]["groups"] == groups()
    assert {group["name"] for group in groups()} >= {path.stem for path in rule_files()}


def test_each_dashboard_is_a_config_map_that_grafanas_sidecar_finds() -> None:
    text = (MANIFESTS / "dashboards.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    for config_map in yaml.safe_load_all(text):
        assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1"
        found |= {name: json.loads(data) for name, data in config_map["data"].items()}
    assert found == {path.name: json.loads(path.read_text()) for path in DASHBOARDS.iterdir()}


def test_texts_of_several_lines_can_be_read_in_a_manifest() -> None:
    assert "|\n    a\n    b\n" in config_maps({"x": "a\nb\n"})
    assert "expr: up == 0" in prometheus_rule(
        [{"name": "x", "rules": [{"alert": "X", "expr": "up == 0"}]}]
    )

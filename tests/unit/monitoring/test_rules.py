"""What every alert must have: a test of each kind, a page, and words for whoever is woken."""

import re

import pytest

from tests.unit.monitoring.rules import ROOT, Alert, alerts, cases

RUNBOOKS = ROOT / "docs" / "runbooks"
SECTIONS = ["What it means", "Confirm", "Do", "Over when"]
ALERTS = pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)


@ALERTS
def test_an_alert_is_made_to_fire_and_kept_quiet_by_a_near_miss(alert: Alert) -> None:
    expected = [
        bool(check["exp_alerts"])
        for case in cases()
        for check in case["alert_rule_test"]
        if check["alertname"] == alert.name
    ]
    assert {True, False} == set(expected)


@ALERTS
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert: Alert) -> None:
    assert alert.labels["severity"] in ("page", "ticket")
    assert set(alert.annotations) == {"summary", "description", "runbook_url"}
    page = RUNBOOKS / f"{alert.name}.md"
    assert alert.annotations["runbook_url"] == str(page.relative_to(ROOT))
    text = page.read_text()
    assert text.startswith(f"# {alert.name}\n{alert.labels['severity'].capitalize()}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


def test_the_index_lists_every_alert_and_no_page_outlives_its_alert() -> None:
    names = [alert.name for alert in alerts()]
    assert len(names) == len(set(names))
    listed = re.findall(r"^\| \[(\w+)\]\(\1\.md\)", (RUNBOOKS / "README.md").read_text(), re.M)
    assert sorted(listed) == sorted(names)
    pages = {path.stem for path in RUNBOOKS.glob("[A-Z]*.md")} - {"README"}
    assert pages == set(names)

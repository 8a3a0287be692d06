"""Back-ups in a cluster: every night, one at a time, and noticed when they do not come."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cloak_backup.settings import BackupSettings
from cloak_local.cluster_secrets import cluster_secrets
from cloak_local.vault import Vault

from tests.unit.k8s.manifests import container, environment, of_kind, overlay, pod
from tests.unit.monitoring.rules import alerts

PROD = overlay("prod")
NAME = "cloak-backup"
DAY_S = 86400


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """What the container is told."""
    secrets = cluster_secrets(Vault(tmp_path / "secrets.json"))
    return environment(of_kind("CronJob", PROD)[NAME], PROD, secrets)


def test_production_is_backed_up_every_night_one_run_at_a_time() -> None:
    spec = of_kind("CronJob", PROD)[NAME]["spec"]
    assert re.fullmatch(r"\d+ \d+ \* \* \*", spec["schedule"])
    assert spec["timeZone"] == "Etc/UTC"
    assert spec["concurrencyPolicy"] == "Forbid"
    assert min(spec["successfulJobsHistoryLimit"], spec["failedJobsHistoryLimit"]) >= 1


def test_a_run_that_begins_late_and_ends_well_alerts_nobody() -> None:
    spec = of_kind("CronJob", PROD)[NAME]["spec"]
    (alert,) = (alert for alert in alerts() if alert.name == "BackupOld")
    (hours,) = re.findall(r"> (\d+) \* 3600$", alert.expr)
    late_s = spec["startingDeadlineSeconds"] + spec["jobTemplate"]["spec"]["activeDeadlineSeconds"]
    assert DAY_S + late_s <= int(hours) * 3600


def test_the_alert_knows_the_runs_by_their_name() -> None:
    (alert,) = (alert for alert in alerts() if alert.name == "BackupOld")
    named = re.findall(r'(\w+)\{cronjob="([^"]+)"\}', alert.expr)
    assert named == [
        ("kube_cronjob_status_last_successful_time", NAME),
        ("kube_cronjob_created", NAME),
    ]


def test_a_run_is_told_what_it_knows(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = BackupSettings.model_config["env_prefix"]
    assert set(told) <= {f"{prefix}{name}".upper() for name in BackupSettings.model_fields}
    for variable, text in told.items():
        monkeypatch.setenv(variable, text)
    BackupSettings()  # type: ignore[call-arg]  # from the environment


def test_as_it_is_shipped_a_run_asks_for_a_key(told: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cloak_backup", *container(of_kind("CronJob", PROD)[NAME])["args"]],
        env={"PATH": os.environ["PATH"], **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == "make: CLOAK_BACKUP_RECIPIENTS names no public age key\n"


def test_copies_lie_on_the_claim_and_a_bounded_number_of_them() -> None:
    workload = of_kind("CronJob", PROD)[NAME]
    runs = container(workload)
    command, folder, keep, number = runs["args"]
    assert (command, keep) == ("make", "--keep")
    assert int(number) >= 7
    (mount,) = (mount for mount in runs["volumeMounts"] if mount["mountPath"] == folder)
    (volume,) = (v for v in pod(workload)["volumes"] if v["name"] == mount["name"])
    assert volume["persistentVolumeClaim"]["claimName"] in of_kind("PersistentVolumeClaim", PROD)

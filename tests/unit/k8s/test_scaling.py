"""Who scales, how far and how fast: the numbers that belong together."""

import inspect

import pytest
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.kafka import subscribe
from cloak_stego_worker.settings import WorkerSettings

from tests.unit.k8s.manifests import FOLDER, OVERLAYS, of_kind, overlay, resources

BASE = resources(FOLDER / "base")
SCALED = of_kind("ScaledObject", BASE)["stego-worker"]["spec"]
HPAS = of_kind("HorizontalPodAutoscaler", BASE)
STEADY_S = 300  # each scale step is a rebalance of the whole group


def test_keda_looks_at_what_the_workers_read() -> None:
    (trigger,) = (found["metadata"] for found in SCALED["triggers"])
    assert trigger["topic"] == JOBS_REQUESTED.name
    assert trigger["consumerGroup"] == WorkerSettings.model_fields["group"].default
    reset = trigger["offsetResetPolicy"]
    assert f'auto_offset_reset="{reset}"' in inspect.getsource(subscribe)


def test_there_are_never_more_workers_than_partitions() -> None:
    assert 1 <= SCALED["minReplicaCount"] <= SCALED["maxReplicaCount"] <= JOBS_REQUESTED.partitions


def test_workers_go_late_and_in_few_steps() -> None:
    behavior = SCALED["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    # KEDA's own is 300, and matters only where there may be no worker at all.
    assert SCALED.get("cooldownPeriod", 300) >= STEADY_S
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] >= STEADY_S
    (up,) = behavior["scaleUp"]["policies"]
    assert up["value"] >= SCALED["maxReplicaCount"] - SCALED["minReplicaCount"]


def test_the_other_services_scale_by_their_load() -> None:
    assert set(HPAS) == {"auth", "gateway", "messaging", "storage"}
    for name, found in HPAS.items():
        spec = found["spec"]
        assert spec["scaleTargetRef"]["name"] == name
        assert 2 <= spec["minReplicas"] < spec["maxReplicas"]
        assert spec["behavior"]["scaleDown"]["stabilizationWindowSeconds"] >= STEADY_S


def test_who_is_scaled_says_no_number_of_replicas() -> None:
    deployments = of_kind("Deployment", BASE)
    for name in (*HPAS, "stego-worker"):
        assert "replicas" not in deployments[name]["spec"]


@pytest.mark.parametrize("name", OVERLAYS)
def test_keda_and_the_services_reach_the_broker_in_the_same_way(name: str) -> None:
    told = of_kind("ConfigMap", overlay(name))
    backends, worker = told["backends"]["data"], told["stego-worker"]["data"]
    (trigger,) = (found["metadata"] for found in SCALED["triggers"])
    assert trigger["bootstrapServersFromEnv"] == "CLOAK_KAFKA_BOOTSTRAP"
    patches = (FOLDER / "overlays" / name / "kustomization.yaml").read_text()
    if name == "prod":
        assert "scram_sha512" in trigger["sasl"]
        assert backends["CLOAK_KAFKA_MECHANISM"] == "SCRAM-SHA-512"
        assert (trigger["tls"], backends["CLOAK_KAFKA_TLS"]) == ("enable", "true")
        assert worker["CLOAK_KAFKA_USERNAME"] == "stego-worker"
    else:
        assert "metadata/sasl, value: none" in patches
        assert "metadata/tls, value: disable" in patches
        assert (worker["CLOAK_KAFKA_USERNAME"], backends["CLOAK_KAFKA_TLS"]) == ("", "false")

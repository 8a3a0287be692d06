"""Every workload: how it is probed, ended, contained and given room."""

import pytest
from cloak_auth.settings import HashingSettings
from cloak_gateway.settings import GatewaySettings
from cloak_kit.settings import ServiceSettings
from cloak_stego_worker.settings import WorkerSettings
from cloak_storage.settings import StorageSettings

from tests.unit.k8s.manifests import (
    FOLDER,
    OVERLAYS,
    SETTINGS,
    Resource,
    container,
    of_kind,
    overlay,
    pod,
    resources,
)
from tests.unit.k8s.manifests import WORKLOADS as KINDS

BASE = resources(FOLDER / "base")
DEPLOYMENTS = of_kind("Deployment", BASE)
WORKLOADS = {
    **DEPLOYMENTS,
    **{
        name: found
        for overlaid in OVERLAYS
        for kind in KINDS
        for name, found in of_kind(kind, overlay(overlaid)).items()
    },
}
MIB, GIB = 1 << 20, 1 << 30


def default(settings: type[ServiceSettings] | type[HashingSettings], name: str) -> float:
    return float(settings.model_fields[name].default)


def limit_bytes(service: str) -> float:
    text = str(container(DEPLOYMENTS[service])["resources"]["limits"]["memory"])
    return float(text[:-2]) * {"Mi": MIB, "Gi": GIB}[text[-2:]]


def config(service: str) -> dict[str, str]:
    return dict(of_kind("ConfigMap", BASE)[service]["data"])


def grace_s(service: str) -> float:
    return float(DEPLOYMENTS[service]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"])


def test_each_service_and_the_models_are_there() -> None:
    assert set(DEPLOYMENTS) == {*SETTINGS, "tf-serving"}


@pytest.mark.parametrize("service", SETTINGS)
def test_a_service_listens_where_its_settings_say(service: str) -> None:
    (port,) = container(DEPLOYMENTS[service])["ports"]
    assert port == {"name": "http", "containerPort": default(SETTINGS[service], "port")}
    prefix = SETTINGS[service].model_config["env_prefix"]
    assert config(service)[f"{prefix}HOST"] == "0.0.0.0"  # noqa: S104 # a pod's own network


@pytest.mark.parametrize("service", SETTINGS)
def test_being_alive_is_told_from_being_ready(service: str) -> None:
    runs = container(DEPLOYMENTS[service])
    paths = {kind: runs[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness")}
    assert set(paths.values()) == {"/healthz"}
    assert runs["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert runs["readinessProbe"]["timeoutSeconds"] > 3  # a check's own deadline


@pytest.mark.parametrize("service", [name for name in SETTINGS if name != "stego-worker"])
def test_a_service_fails_readiness_first_and_ends_within_its_grace(service: str) -> None:
    prefix = SETTINGS[service].model_config["env_prefix"]
    drain_s = float(config(service)[f"{prefix}DRAIN_DELAY_S"])
    told = config(service).get(f"{prefix}STOP_TIMEOUT_S")
    stop_s = float(told or default(SETTINGS[service], "stop_timeout_s"))
    readiness = container(DEPLOYMENTS[service])["readinessProbe"]
    assert drain_s >= readiness["periodSeconds"] * readiness["failureThreshold"]
    assert grace_s(service) > drain_s + stop_s + 15


def test_a_worker_may_end_its_jobs_before_it_is_killed() -> None:
    assert grace_s("stego-worker") > default(WorkerSettings, "job_deadline_s") + 15


def test_memory_holds_what_is_let_in_at_once() -> None:
    hashes = default(HashingSettings, "at_once") * default(HashingSettings, "memory_kib") * 1024
    assert limit_bytes("auth") > 128 * MIB + hashes
    sealings = default(GatewaySettings, "sealings_at_once") * 64 * MIB
    comparisons = default(GatewaySettings, "pictures_at_once") * 600e6
    bodies = default(GatewaySettings, "bodies_at_once") * default(
        GatewaySettings, "spool_memory_bytes"
    )
    assert limit_bytes("gateway") > 256 * MIB + sealings + comparisons + bodies
    uploads = default(StorageSettings, "uploads_at_once") * 2 * 48e6
    assert limit_bytes("storage") > 192 * MIB + uploads
    pixels = default(WorkerSettings, "most_pixels_in_hand") * 33
    assert limit_bytes("stego-worker") > 512 * MIB + pixels


def test_spooled_bodies_fit_into_the_gateways_folder() -> None:
    (volume,) = DEPLOYMENTS["gateway"]["spec"]["template"]["spec"]["volumes"]
    most = default(GatewaySettings, "bodies_at_once") * default(
        GatewaySettings, "upload_limit_bytes"
    )
    assert volume["emptyDir"]["sizeLimit"] == "2Gi"
    assert most < 2 * GIB


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_has_no_more_rights_than_it_needs(name: str) -> None:
    spec = pod(WORKLOADS[name])
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for runs in spec["containers"]:
        assert runs["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"cpu", "memory"} <= set(runs["resources"]["requests"])
        assert "memory" in runs["resources"]["limits"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_service_has_an_account_a_budget_and_room_to_spread(name: str) -> None:
    spec = DEPLOYMENTS[name]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"] == labels == {"app.kubernetes.io/name": name}
    pods = spec["template"]["spec"]
    assert pods["serviceAccountName"] == name
    account = of_kind("ServiceAccount", BASE)[name]
    assert account["automountServiceAccountToken"] is False
    budget = of_kind("PodDisruptionBudget", BASE)[name]["spec"]
    assert budget["selector"]["matchLabels"] == labels
    assert budget["maxUnavailable"] == 1
    for spread in pods["topologySpreadConstraints"]:
        assert spread["labelSelector"]["matchLabels"] == labels
        # Otherwise a zone that is being drained would hold up its own drain.
        assert spread["whenUnsatisfiable"] == "ScheduleAnyway"
        assert spread["nodeTaintsPolicy"] == "Honor"


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_a_namespace_is_restricted(name: str) -> None:
    (namespace,) = of_kind("Namespace", overlay(name)).values()
    labels = namespace["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert labels["pod-security.kubernetes.io/warn"] == "restricted"


def users(workload: Resource) -> tuple[int, int]:
    context = pod(workload)["securityContext"]
    return context["runAsUser"], context["runAsGroup"]


def test_our_images_run_as_their_user() -> None:
    ours = [*DEPLOYMENTS.values(), WORKLOADS["cloak-backup"]]
    assert {users(found) for found in ours} == {(10001, 10001)}

"""An overlay of deploy/k8s as it is, and as it is tried here: with a broker that can be reached."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from cloak_local.cluster_secrets import cluster_secrets, secret_manifests
from cloak_local.kafka_access import KafkaAccess
from cloak_local.places import ROOT
from cloak_local.vault import Vault

from tests.k8s.kubectl import Kubectl, Resource

FOLDER = ROOT / "deploy" / "k8s" / "overlays"
NAMESPACES = {"dev": "image-cloak-dev", "prod": "image-cloak"}
# The shipped window is 300 s (held by a test): shorter here, unless somebody wants to see it.
SCALE_DOWN_S = int(os.environ.get("CLOAK_K8S_SCALE_DOWN_S", "20"))


@dataclass(slots=True)
class Overlay:
    """One overlay in the cluster."""

    name: str
    kubectl: Kubectl
    folder: Path
    kafka: KafkaAccess
    applied: list[str] = field(default_factory=list)

    @property
    def namespace(self) -> str:
        """Where its resources lie."""
        return NAMESPACES[self.name]

    def apply(self) -> None:
        """Apply the overlay as it is shipped, then its Secrets, then the way to the broker here."""
        self.applied = self.kubectl.apply("-k", str(FOLDER / self.name)).splitlines()
        vault = Vault(self.folder / f"{self.name}.json")
        secrets = cluster_secrets(vault)
        secrets["stego-worker"]["kafka-password"] = self.kafka.passwords["stego-worker"]
        manifests = secret_manifests(secrets, self.namespace)
        self.kubectl("apply", "--server-side", "-f", "-", stdin=manifests)
        self.apply_changed()

    def apply_changed(self, changes: dict[str, Any] | None = None) -> None:
        """Apply the overlay with the broker of these tests, and with more changes on top."""
        changed = self.folder / f"{self.name}-changed"
        changed.mkdir(exist_ok=True)
        target = os.path.relpath((FOLDER / self.name).resolve(), changed.resolve())
        document = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [target],
            "configMapGenerator": self._broker(),
            "patches": [_patch("ScaledObject", _SCALING)],
        }
        for key, more in (changes or {}).items():
            document[key] = [*document.get(key, []), *more]
        (changed / "kustomization.yaml").write_text(yaml.safe_dump(document))
        self.kubectl.apply("-k", str(changed))

    def rendered(self) -> list[Resource]:
        """Return what the overlay as it is shipped consists of."""
        text = self.kubectl("kustomize", str(FOLDER / self.name))
        return [resource for resource in yaml.safe_load_all(text) if resource]

    def items(self, *arguments: str) -> list[Resource]:
        """Return resources of its namespace."""
        return self.kubectl.items("-n", self.namespace, *arguments)

    def get(self, *arguments: str) -> Resource:
        """Return one resource of its namespace."""
        return self.kubectl.get("-n", self.namespace, *arguments)

    def deployments(self) -> list[str]:
        """Name its Deployments."""
        return [found["metadata"]["name"] for found in self.items("deployments")]

    def await_roll_out(self, name: str, *, within_s: float = 180) -> None:
        """Return when every replica is of the newest release and ready."""
        timeout = f"--timeout={within_s:.0f}s"
        arguments = ("rollout", "status", "-n", self.namespace, name, timeout)
        self.kubectl(*arguments, within_s=within_s + 10)

    def ready(self, deployment: str) -> int:
        """Count the replicas that are ready."""
        status = self.get("deployment", deployment).get("status", {})
        return int(status.get("readyReplicas", 0))

    def pods(self, service: str) -> list[Resource]:
        """Return the pods of a service that are not on their way out."""
        found = self.items("pods", "-l", f"app.kubernetes.io/name={service}")
        return [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]

    def _broker(self) -> list[dict[str, Any]]:
        backends = [
            f"CLOAK_KAFKA_BOOTSTRAP={self.kafka.bootstrap}",
            "CLOAK_KAFKA_TLS=false",
            "CLOAK_KAFKA_MECHANISM=SCRAM-SHA-256",
        ]
        return [
            {"name": "backends", "behavior": "merge", "literals": backends},
            {
                "name": "stego-worker",
                "behavior": "merge",
                "literals": ["CLOAK_KAFKA_USERNAME=stego-worker"],
            },
        ]


_SCALING = [
    ("/spec/triggers/0/metadata/sasl", "scram_sha256"),
    ("/spec/triggers/0/metadata/tls", "disable"),
    (
        "/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds",
        SCALE_DOWN_S,
    ),
]


def _patch(kind: str, changes: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    operations = [{"op": "replace", "path": path, "value": value} for path, value in changes]
    return {"target": {"kind": kind}, "patch": yaml.safe_dump(operations)}

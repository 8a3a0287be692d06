"""The Secrets of a cluster for try-outs, as manifests: made once, then always the same."""

import base64
import json
from collections.abc import Mapping

import yaml
from cloak_provision.mongo import database

from cloak_local.environment import BLOB_READERS
from cloak_local.mongo import SERVICES_WITH_DATA
from cloak_local.vault import Vault

MONGO = "mongo-0.mongo:27017"
REDIS_URL = "redis://redis:6379/0"
SERVICES_WITH_REDIS = ("auth", "gateway", "messaging")


def cluster_secrets(vault: Vault) -> dict[str, dict[str, str]]:
    """Return what each Secret of deploy/k8s holds, for the back ends of deploy/k8s/infra.

    They are named by service; production makes the same ones from its own store. The one for
    back-ups serves where an overlay has them.
    """
    tokens = {reader: vault.secret(f"blobs-{reader}") for reader in BLOB_READERS}
    own = {
        "auth": {"signing-keys": vault.dated_key("auth-signing-key")},
        "gateway": {
            "fingerprint-key": vault.secret("gateway-fingerprints"),
            "workers-key": vault.public_half("workers-placements"),
        },
        "messaging": {},
        "stego-worker": {"keys": vault.secret("workers-placements")},
        "storage": {
            "master-keys": json.dumps([vault.dated_key("storage-master-key")]),
            "tokens": json.dumps(tokens),
        },
    }
    services = {service: {**keys, **_shared(service, vault)} for service, keys in own.items()}
    return {**services, "backup": {"mongo-uri": f"mongodb://{MONGO}/?directConnection=true"}}


def secret_manifests(secrets: Mapping[str, Mapping[str, str]], namespace: str) -> str:
    """Return Secrets as YAML for ``kubectl apply -f -``."""
    return yaml.safe_dump_all(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": namespace},
            "type": "Opaque",
            "data": {key: base64.b64encode(text.encode()).decode() for key, text in held.items()},
        }
        for name, held in secrets.items()
    )


def _shared(service: str, vault: Vault) -> dict[str, str]:
    held = {"kafka-password": vault.secret(f"kafka-{service}")}
    if service in BLOB_READERS:
        held["blobs-token"] = vault.secret(f"blobs-{service}")
    if service in SERVICES_WITH_DATA:
        held["mongo-uri"] = f"mongodb://{MONGO}/{database(service)}?replicaSet=rs0"
    if service in SERVICES_WITH_REDIS:
        held["redis-url"] = REDIS_URL
    return held

"""The environment of each process: what it is allowed to know, and nothing of the others."""

import json
from collections.abc import Mapping

from cloak_local.backends import Backends
from cloak_local.checkout import commit
from cloak_local.places import BUILD, MODEL_REPOSITORY, WEB_FOLDER
from cloak_local.ports import HOST, Ports
from cloak_local.services import service_of
from cloak_local.vault import Vault

BLOB_READERS = ("gateway", "messaging", "stego-worker")
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
BACKUP_PREFIX = "CLOAK_BACKUP_"
TRACING = "OTEL_"
MODEL_SERVER = "CLOAK_MODEL_SERVER_ADDRESS"
PREFIXES: Mapping[str, str] = {
    "gateway": "CLOAK_GATEWAY_",
    "auth": "CLOAK_AUTH_",
    "storage": "CLOAK_STORAGE_",
    "messaging": "CLOAK_MESSAGING_",
    "stego-worker": "CLOAK_WORKER_",
    "model-server": "CLOAK_MODEL_SERVER_",
}


class Environment:
    """Make the variables of a process: a service's own secrets, addresses and settings.

    A variable with a service's prefix in the caller's environment goes through to that service,
    so ``CLOAK_GATEWAY_LOG_LEVEL=debug make up`` does what it says; OpenTelemetry's go to all.
    """

    def __init__(
        self, backends: Backends, vault: Vault, ports: Ports, environ: Mapping[str, str]
    ) -> None:
        self._backends, self._vault, self._ports = backends, vault, ports
        self._environ = environ

    def of(self, name: str) -> dict[str, str]:
        """Return all variables of the part called ``name``, such as ``stego-worker-1``."""
        service = service_of(name)
        prefix = PREFIXES[service]
        variables = self._everybodys() | {"CLOAK_BUILD_COMMIT": commit()}
        if service != "model-server":
            variables |= self._backends.environment(service)
        variables |= self._specific(service)
        variables |= {f"{prefix}HOST": HOST, f"{prefix}PORT": str(self._port(name))}
        return variables | {k: v for k, v in self._environ.items() if k.startswith(prefix)}

    def of_backup(self) -> dict[str, str]:
        """Return the variables of ``python -m cloak_backup``, which reads every database."""
        given = {k: v for k, v in self._environ.items() if k.startswith(BACKUP_PREFIX)}
        address = {f"{BACKUP_PREFIX}MONGO_URI": self._backends.mongo_admin_uri}
        return self._everybodys() | address | given

    def _everybodys(self) -> dict[str, str]:
        kept = (k for k in self._environ if k in INHERITED or k.startswith(TRACING))
        return {k: self._environ[k] for k in kept} | {
            "PYTHONPYCACHEPREFIX": str(BUILD / "cache" / "pycache"),
            "NUMBA_CACHE_DIR": str(BUILD / "cache" / "numba"),
            "OPENBLAS_NUM_THREADS": "1",  # matrices are small: threads cost more than they give
            "PYTHONUNBUFFERED": "1",
        }

    def _port(self, name: str) -> int:
        number = name.removeprefix("stego-worker-")
        return self._ports.worker(int(number)) if number != name else self._ports[name]

    def _specific(self, service: str) -> dict[str, str]:
        makers = {
            "auth": self._auth,
            "gateway": self._gateway,
            "messaging": self._messaging,
            "storage": self._storage,
            "stego-worker": self._worker,
            "model-server": self._model_server,
        }
        return makers[service]() if service in makers else {}

    def _auth(self) -> dict[str, str]:
        return {"CLOAK_AUTH_SIGNING_KEYS": self._vault.dated_key("auth-signing-key")}

    def _gateway(self) -> dict[str, str]:
        return {
            **self._blobs("gateway"),
            **self._tokens(),
            "CLOAK_GATEWAY_AUTH_URL": self._url("auth"),
            "CLOAK_GATEWAY_MESSAGING_URL": self._url("messaging"),
            "CLOAK_GATEWAY_FINGERPRINT_KEY": self._vault.secret("gateway-fingerprints"),
            "CLOAK_GATEWAY_WEB_FOLDER": str(WEB_FOLDER),
            "CLOAK_GATEWAY_WORKERS_KEY": self._vault.public_half("workers-placements"),
        }

    def _messaging(self) -> dict[str, str]:
        return {**self._blobs("messaging"), **self._tokens()}

    def _storage(self) -> dict[str, str]:
        tokens = {reader: self._vault.secret(f"blobs-{reader}") for reader in BLOB_READERS}
        return {
            "CLOAK_STORAGE_TOKENS": json.dumps(tokens),
            "CLOAK_STORAGE_MASTER_KEYS": json.dumps([self._vault.dated_key("storage-master-key")]),
        }

    def _worker(self) -> dict[str, str]:
        here = f"{HOST}:{self._ports['model-server']}"
        address = self._environ.get(MODEL_SERVER, here)
        return {
            **self._blobs("stego-worker"),
            "CLOAK_WORKER_SERVING_ADDRESS": address,
            "CLOAK_WORKER_KEYS": self._vault.secret("workers-placements"),
        }

    def _model_server(self) -> dict[str, str]:
        return {
            "CLOAK_MODEL_SERVER_METRICS_PORT": str(self._ports["model-server-metrics"]),
            "CLOAK_MODEL_SERVER_MODEL_REPOSITORY": str(MODEL_REPOSITORY),
        }

    def _blobs(self, service: str) -> dict[str, str]:
        return {
            "CLOAK_BLOBS_URL": self._url("storage"),
            "CLOAK_BLOBS_TOKEN": self._vault.secret(f"blobs-{service}"),
        }

    def _tokens(self) -> dict[str, str]:
        return {"CLOAK_TOKENS_JWKS_URL": f"{self._url('auth')}/.well-known/jwks.json"}

    def _url(self, name: str) -> str:
        return f"http://{HOST}:{self._ports[name]}"

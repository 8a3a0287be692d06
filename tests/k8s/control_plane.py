"""etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok's nodes, on loopback."""

import asyncio
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path
from typing import Any

import yaml
from cloak_local.parts import tail
from cloak_local.ports import HOST, free_port
from cloak_local.processes import Process, Program

from tests.k8s.binaries import Binaries
from tests.k8s.kubectl import Kubectl, until
from tests.plugins.certificates import Authority, Pair, signing_pair

ISSUER = "https://kubernetes.default.svc.cluster.local"
SERVICES, PODS = "10.96.0.0/16", "10.244.0.0/16"
READY_S = 120.0
MASTERS = "system:masters"
VOLUMES = ("10Gi", "10Gi", "50Gi")


@dataclass(slots=True)
class ControlPlane:
    """One cluster: nodes and pods are simulated by kwok, everything else is the real thing."""

    binaries: Binaries
    folder: Path
    stack: AsyncExitStack
    kubectl: Kubectl = field(init=False)
    authority: Authority = field(init=False)
    admin: Pair = field(init=False)
    _taken: set[int] = field(default_factory=set)
    _api: int = field(init=False)

    async def start(self) -> None:
        """Return when the API server answers and every node is ready."""
        pki = self.folder / "pki"
        self.authority, front = Authority(pki, "ca"), Authority(pki, "front-proxy-ca")
        self.admin = self.authority.issue("admin", "admin", group=MASTERS)
        self._api = self.port()
        self.kubectl = Kubectl(self.binaries["kubectl"], self.kubeconfig("admin", self.admin))
        etcd = await self._start_etcd()
        await self._start_apiserver(etcd, pki, front)
        await self._start_controllers(pki)
        self._start_kwok()
        await asyncio.to_thread(self._make_nodes)

    def port(self) -> int:
        """Return a port that nobody listens on, another one each time."""
        port = free_port(avoid=self._taken)
        self._taken.add(port)
        return port

    def run(
        self, name: str, arguments: Sequence[str], env: dict[str, str] | None = None
    ) -> Process:
        """Start a program, its log beside the others; it is ended with the cluster."""
        argv = [self.binaries[name], *arguments]
        # The newest are ended first: the API server outlives those that talk to it.
        program = Program(name, argv, env or {}, cwd=self.folder, stop_s=10)
        process = Process(program, self.folder / f"{name}.log")
        self.stack.push_async_callback(process.stop)
        return process

    @property
    def url(self) -> str:
        """Where the API server answers."""
        return f"https://{HOST}:{self._api}"

    def trust(self) -> ssl.SSLContext:
        """Return what a client needs to be the administrator."""
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        context.load_cert_chain(self.admin.certificate, self.admin.key)
        return context

    def kubeconfig(self, user: str, pair: Pair) -> Path:
        """Write how this user reaches the API server."""
        path = self.folder / f"{user}.kubeconfig"
        cluster = {"server": self.url, "certificate-authority": str(self.authority.certificate)}
        keys = {"client-certificate": str(pair.certificate), "client-key": str(pair.key)}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "local", "cluster": cluster}],
            "users": [{"name": user, "user": keys}],
            "contexts": [{"name": "local", "context": {"cluster": "local", "user": user}}],
            "current-context": "local",
        }
        path.write_text(yaml.safe_dump(config))
        return path

    async def until_answers(self, process: Process, url: str) -> None:
        """Wait for a page to answer; raises AssertionError when the process ends or is late."""
        give_up_at = time.monotonic() + READY_S
        context = self.trust()
        while not await asyncio.to_thread(_answers, url, context):
            late = time.monotonic() > give_up_at
            if late or process.returncode is not None:
                raise AssertionError(f"{process.name} did not start:\n{tail(process.log)}")
            await asyncio.sleep(0.1)

    async def _start_etcd(self) -> str:
        clients, peers = f"http://{HOST}:{self.port()}", f"http://{HOST}:{self.port()}"
        arguments = ["--name=local", f"--data-dir={self.folder / 'etcd'}", "--unsafe-no-fsync"]
        arguments += ["--log-level=warn", f"--listen-client-urls={clients}"]
        arguments += [f"--advertise-client-urls={clients}", f"--listen-peer-urls={peers}"]
        arguments += [f"--initial-advertise-peer-urls={peers}", f"--initial-cluster=local={peers}"]
        await self.until_answers(self.run("etcd", arguments), f"{clients}/health")
        return clients

    async def _start_apiserver(self, etcd: str, pki: Path, front: Authority) -> None:
        hosts = ("localhost", "kubernetes.default.svc", HOST, "10.96.0.1")
        own = self.authority.issue("apiserver", "kube-apiserver", hosts=hosts)
        proxy = front.issue("front-proxy-client", "front-proxy-client")
        accounts = signing_pair(pki)
        arguments = [
            *(
                f"--bind-address={HOST}",
                f"--secure-port={self._api}",
                f"--advertise-address={HOST}",
            ),
            # No endpoints of its own: an address of the loopback network would be refused.
            *("--endpoint-reconciler-type=none", f"--etcd-servers={etcd}"),
            *("--authorization-mode=Node,RBAC", f"--client-ca-file={self.authority.certificate}"),
            *(f"--tls-cert-file={own.certificate}", f"--tls-private-key-file={own.key}"),
            *(f"--service-account-issuer={ISSUER}", f"--service-cluster-ip-range={SERVICES}"),
            f"--service-account-key-file={accounts.certificate}",
            f"--service-account-signing-key-file={accounts.key}",
            # The metrics APIs are other servers of this machine, reached through this one.
            f"--requestheader-client-ca-file={front.certificate}",
            "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-username-headers=X-Remote-User",
            f"--proxy-client-cert-file={proxy.certificate}",
            f"--proxy-client-key-file={proxy.key}",
            "--profiling=false",
        ]
        process = self.run("kube-apiserver", arguments)
        await self.until_answers(process, f"{self.url}/readyz")

    async def _start_controllers(self, pki: Path) -> None:
        for name, more in (
            ("kube-controller-manager", self._controllers(pki)),
            ("kube-scheduler", []),
        ):
            user = f"system:{name}"
            config = self.kubeconfig(name, self.authority.issue(name, user))
            port = self.port()
            arguments = [f"--{kind}kubeconfig={config}" for kind in ("", "authentication-")]
            arguments += [f"--authorization-kubeconfig={config}", f"--bind-address={HOST}"]
            arguments += [f"--secure-port={port}", "--leader-elect=false", *more]
            self.run(name, arguments)

    def _controllers(self, pki: Path) -> list[str]:
        return [
            "--use-service-account-credentials=true",
            f"--service-account-private-key-file={pki / 'service-accounts.key'}",
            f"--root-ca-file={self.authority.certificate}",
            f"--service-cluster-ip-range={SERVICES}",
            # Shorter than in life, so that tests are: what a manifest says itself stays.
            "--horizontal-pod-autoscaler-sync-period=3s",
            "--horizontal-pod-autoscaler-initial-readiness-delay=5s",
            "--horizontal-pod-autoscaler-cpu-initialization-period=5s",
        ]

    def _start_kwok(self) -> None:
        config = self.kubeconfig("kwok", self.authority.issue("kwok", "kwok", group=MASTERS))
        stages = sorted(self.binaries.config("stages").glob("*.yaml"))
        arguments = [f"--kubeconfig={config}", "--manage-all-nodes=true", f"--cidr={PODS}"]
        arguments += [f"--node-ip={HOST}", "--node-lease-duration-seconds=40"]
        arguments += [f"--server-address={HOST}:{self.port()}"]
        self.run("kwok", arguments + [f"--config={stage}" for stage in stages])

    def _make_nodes(self) -> None:
        zones = ("a", "b", "c")
        nodes = [_node(zone, number) for zone in zones for number in (1, 2)]
        nodes += [_gpu_node(zone) for zone in zones]
        self.kubectl.apply_resources([*nodes, *starmap(_volume, enumerate(VOLUMES))])
        until(lambda: all(map(_is_ready, self.kubectl.items("nodes"))), "nodes are ready")
        until(lambda: bool(self.kubectl.get("serviceaccount", "default")), "accounts are made")


def _answers(url: str, context: ssl.SSLContext) -> bool:
    secure = context if url.startswith("https") else None
    try:
        with urllib.request.urlopen(url, context=secure, timeout=2) as answer:  # noqa: S310 # ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _node(zone: str, number: int) -> dict[str, Any]:
    name = f"node-{zone}{number}"
    resources = {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{zone}"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {**labels, "kubernetes.io/os": "linux"},
            "annotations": {"kwok.x-k8s.io/node": "fake"},
        },
        "status": {"allocatable": resources, "capacity": resources},
    }


def _gpu_node(zone: str) -> dict[str, Any]:
    """Return a node as those with GPUs are: labelled by the operator, closed to everyone else."""
    node = _node(zone, 3)
    node["metadata"]["labels"]["nvidia.com/gpu.present"] = "true"
    node["spec"] = {"taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]}
    for kind in ("allocatable", "capacity"):
        node["status"][kind] = {**node["status"][kind], "nvidia.com/gpu": "1"}
    return node


def _volume(number: int, size: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"volume-{number}"},
        "spec": {
            "capacity": {"storage": size},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": f"/volumes/{number}"},
        },
    }


def _is_ready(node: dict[str, Any]) -> bool:
    conditions = node.get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)

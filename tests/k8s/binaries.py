"""The real control plane, kwok and KEDA, built once: ``python -m tests.k8s.binaries``."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MODULES = Path(__file__).with_name("modules")
KUBERNETES, KEDA, KWOK = "k8s.io/kubernetes", "github.com/kedacore/keda/v2", "sigs.k8s.io/kwok"
PROMETHEUS_OPERATOR = "github.com/prometheus-operator/prometheus-operator"
EXTERNAL_SECRETS = "github.com/external-secrets/external-secrets"
NEEDS = """\
make test-k8s builds Kubernetes and KEDA from source, which needs once:
  go 1.26 or newer on the PATH (found: {go}),
  the network, for a Go module proxy (GOPROXY) and the checksum database,
  15 GB of disk, 4 GB of memory, and 22 minutes of processor time.
Afterwards all lies in {folder}, and none of it is needed again."""


class CannotBuild(RuntimeError):
    """Something that a build needs is missing; the message says what."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with the programs in ``bin/`` and what their modules bring along in ``config/``."""

    folder: Path

    def __getitem__(self, name: str) -> str:
        """Return the path of a program."""
        return str(self.folder / "bin" / name)

    def config(self, name: str) -> Path:
        """Return the folder ``stages``, ``keda``, ``keda-webhooks`` or ``definitions``."""
        return self.folder / "config" / name

    @property
    def complete(self) -> bool:
        """Whether a build has come to its end here."""
        return (self.folder / "complete").exists()


def binaries() -> Binaries:
    """Name the folder that belongs to these versions, built or not.

    It lies outside of the checkout, under ``CLOAK_K8S_CACHE`` or ``~/.cache/image-cloak/k8s``.
    """
    sums = b"".join(path.read_bytes() for path in sorted(MODULES.glob("*/go.sum")))
    default = Path.home() / ".cache" / "image-cloak" / "k8s"
    cache = Path(os.environ.get("CLOAK_K8S_CACHE", default))
    return Binaries(cache / hashlib.sha256(sums).hexdigest()[:16])


def build() -> Binaries:
    """Return complete binaries, built now if they are not there; raises CannotBuild."""
    found = binaries()
    found.folder.mkdir(parents=True, exist_ok=True)
    with (found.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.complete:
            _build(found)
    return found


def _build(target: Binaries) -> None:
    go = shutil.which("go")
    if go is None:
        raise CannotBuild(NEEDS.format(go="none", folder=target.folder))
    try:
        _copy_configuration(go, target)
        _compile(go, target)
    except subprocess.CalledProcessError as error:
        version = subprocess.run([go, "version"], capture_output=True, text=True, check=False)
        needs = NEEDS.format(go=version.stdout.strip(), folder=target.folder)
        raise CannotBuild(f"{error.cmd} failed\n{needs}") from error
    (target.folder / "complete").touch()


def _compile(go: str, target: Binaries) -> None:
    version = _module(go, "control-plane", KUBERNETES, "{{.Version}}")
    keda_version = _module(go, "keda", KEDA, "{{.Version}}").removeprefix("v")
    stamp = "k8s.io/component-base/version"
    flags = f"-s -w -X {stamp}.gitVersion={version} -X {stamp}.gitTreeState=clean"
    flags += f" -X {stamp}.gitMajor=1 -X {stamp}.gitMinor={version.split('.')[1]}"
    flags += f" -X {stamp}.gitCommit={'0' * 40} -X {stamp}.buildDate=2026-01-01T00:00:00Z"
    commands = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")
    control_plane = [f"{KUBERNETES}/cmd/{name}" for name in commands] + [f"{KWOK}/cmd/kwok"]
    _go_build(go, "control-plane", f"{target.folder}/bin/", control_plane, flags)
    etcd = ["go.etcd.io/etcd/server/v3"]
    _go_build(go, "control-plane", target["etcd"], etcd, "-s -w")
    keda_flags = f"-s -w -X {KEDA}/version.Version={keda_version}"
    for name in ("operator", "adapter", "webhooks"):
        package = [f"{KEDA}/cmd/{name}"]
        _go_build(go, "keda", target[f"keda-{name}"], package, keda_flags)


def _copy_configuration(go: str, target: Binaries) -> None:
    """Keep what the modules bring along beside the programs: so a cached build needs no Go."""
    (target.folder / "bin").mkdir(exist_ok=True)
    shutil.rmtree(target.folder / "config", ignore_errors=True)
    stages = Path(_module(go, "control-plane", KWOK, "{{.Dir}}")) / "kustomize" / "stage"
    wanted = [stages / "node/fast/node-initialize.yaml"]
    wanted.append(stages / "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml")
    wanted += sorted((stages / "pod/general").glob("pod-*.yaml"))
    _copy(wanted, target.config("stages"))
    keda = Path(_module(go, "keda", KEDA, "{{.Dir}}")) / "config"
    for folder in ("", "bases", "patches"):
        _copy(sorted((keda / "crd" / folder).glob("*.yaml")), target.config("keda") / folder)
    _copy([keda / "webhooks" / "validation_webhooks.yaml"], target.config("keda-webhooks"))
    operator = Path(_module(go, "definitions", PROMETHEUS_OPERATOR, "{{.Dir}}"))
    crds = operator / "example" / "prometheus-operator-crd"
    kinds = ["servicemonitors", "podmonitors", "prometheusrules"]
    wanted = [crds / f"monitoring.coreos.com_{kind}.yaml" for kind in kinds]
    crds = Path(_module(go, "definitions", EXTERNAL_SECRETS, "{{.Dir}}")) / "config/crds/bases"
    wanted += [
        crds / f"external-secrets.io_{kind}s.yaml" for kind in ("externalsecret", "secretstore")
    ]
    _copy(wanted, target.config("definitions"))


def _copy(files: Sequence[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, folder / file.name)


def _module(go: str, module: str, path: str, what: str) -> str:
    """Download one module of the module graph, verified by go.sum, and tell of it."""
    subprocess.run([go, "mod", "download", path], cwd=MODULES / module, check=True)
    told = [go, "list", "-m", "-f", what, path]
    done = subprocess.run(told, cwd=MODULES / module, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def _go_build(go: str, module: str, output: str, packages: Sequence[str], flags: str) -> None:
    begun = time.monotonic()
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false"}
    command = [go, "build", "-trimpath", "-ldflags", flags, "-o", output, *packages]
    subprocess.run(command, cwd=MODULES / module, env=environment, check=True)
    names = " ".join(packages)
    print(f"built {names} in {time.monotonic() - begun:.0f} s", file=sys.stderr)  # noqa: T201 # tells


def main() -> int:
    """Build what is missing, and say where it lies."""
    try:
        print(build().folder)  # noqa: T201 # a command speaks on stdout
    except CannotBuild as error:
        print(error, file=sys.stderr)  # noqa: T201 # the same
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

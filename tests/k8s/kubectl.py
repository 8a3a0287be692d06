"""The real kubectl against one control plane; a warning is a failure."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Resource: TypeAlias = dict[str, Any]
# Applied as the API server sees it, unknown fields refused, and by the server's own merge.
STRICTLY = ("--server-side", "--validate=strict", "--warnings-as-errors")
PAUSE_S = 0.5


class KubectlFailed(AssertionError):
    """A command ended with an error, or with a warning."""

    def __init__(self, arguments: Sequence[str], output: str) -> None:
        super().__init__(f"kubectl {' '.join(arguments)}\n{output}")
        self.output = output


@dataclass(frozen=True, slots=True)
class Kubectl:
    """Runs commands as the administrator of one cluster."""

    program: str
    kubeconfig: Path

    def __call__(self, *arguments: str, stdin: str | None = None, within_s: float = 60) -> str:
        """Return what a command prints; raises KubectlFailed."""
        command = [self.program, "--kubeconfig", str(self.kubeconfig), *arguments]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False, timeout=within_s
        )
        if done.returncode != 0 or "Warning:" in done.stderr:
            raise KubectlFailed(arguments, done.stdout + done.stderr)
        return done.stdout

    def apply(self, *arguments: str) -> str:
        """Apply a file (``-f``) or an overlay (``-k``), validated strictly by the server."""
        return self("apply", *STRICTLY, *arguments, within_s=180)

    def apply_resources(self, resources: Sequence[Mapping[str, Any]]) -> str:
        """Apply resources that are made here, as strictly."""
        text = yaml.safe_dump_all(resources)
        return self("apply", *STRICTLY, "-f", "-", stdin=text, within_s=180)

    def get(self, *arguments: str) -> Resource:
        """Return one resource, or a list of them."""
        found: Resource = json.loads(self("get", *arguments, "-o", "json"))
        return found

    def items(self, *arguments: str) -> list[Resource]:
        """Return the resources of a list."""
        found: list[Resource] = self.get(*arguments)["items"]
        return found

    def patch(self, namespace: str, resource: str, patch: Mapping[str, Any]) -> None:
        """Merge a few fields into a resource."""
        document = json.dumps(patch)
        self("patch", "-n", namespace, resource, "--type=merge", "--patch", document)


def until(holds: Callable[[], object], what: str, *, within_s: float = 60) -> None:
    """Return once it holds; raises AssertionError when that takes too long.

    A resource that is not there yet does not hold.
    """
    give_up_at = time.monotonic() + within_s
    while True:
        why = ""
        try:
            if holds():
                return
        except KubectlFailed as error:
            why = str(error)
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not within {within_s:.0f} s: {what} {why}")
        time.sleep(PAUSE_S)

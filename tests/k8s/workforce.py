"""For every running pod of the worker a real process: it comes and goes with its pod."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from cloak_local.places import ROOT
from cloak_local.processes import Process, Program

from tests.k8s.overlays import Overlay

LOOK_EVERY_S = 0.5
INHERITED = ("PATH", "HOME", "PYTHONPYCACHEPREFIX", "NUMBA_CACHE_DIR")


class Workforce:
    """Closes the loop: KEDA makes pods of the lag, and what runs in their place takes it away."""

    def __init__(self, overlay: Overlay, logs: Path, *, job_s: float) -> None:
        self._overlay, self._logs, self._job_s = overlay, logs, job_s
        self._working: dict[str, Process] = {}
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def size(self) -> int:
        """How many processes are at work."""
        return len(self._working)

    async def run(self) -> None:
        """Follow the pods until cancelled; then nobody works any more."""
        try:
            while True:
                pods = await asyncio.to_thread(self._overlay.pods, "stego-worker")
                running = {
                    pod["metadata"]["name"]
                    for pod in pods
                    if pod.get("status", {}).get("phase") == "Running"
                }
                for name in running - self._working.keys():
                    self._working[name] = self._hire(name)
                for name in self._working.keys() - running:
                    self._dismiss(name)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            for name in list(self._working):
                self._dismiss(name)
            await asyncio.gather(*self._ending)

    def _hire(self, name: str) -> Process:
        argv = [sys.executable, "-m", "tests.k8s.stand_in_worker", str(self._job_s)]
        environment = self._overlay.kafka.environment("stego-worker")
        inherited: Mapping[str, str] = {k: os.environ[k] for k in INHERITED if k in os.environ}
        program = Program(name, argv, {**inherited, **environment}, cwd=ROOT, stop_s=30)
        return Process(program, self._logs / "workers.log")

    def _dismiss(self, name: str) -> None:
        task = asyncio.create_task(self._working.pop(name).stop(), name=f"end-{name}")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

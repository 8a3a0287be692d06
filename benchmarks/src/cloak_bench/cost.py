"""What a load costs each part of a system of one machine: CPU seconds, memory, bytes kept.

Read from outside: /proc for the processes that `build/state/system.json` names, the storage
service's counters, the sizes of Kafka's log segments. CPU seconds are those of the process itself,
so that they mean the same on a busy machine.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_STORED: Final = re.compile(r'^cloak_storage_stored_bytes_total\{kind="(\w+)"\} (\S+)$', re.M)
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything at one moment; a difference of two is what happened in between."""

    cpu_s: dict[str, float]
    peak_mib: dict[str, float]
    stored_bytes: dict[str, float]
    kafka_bytes: int


def reading(system: Path) -> Reading:
    """Read it all now; `system` is the file that a running system writes."""
    parts = json.loads(system.read_text())["parts"]
    pids = {name: part["process"]["pid"] for name, part in parts.items() if part["process"]}
    health: str = parts["storage"]["health"]
    metrics = httpx.get(health.replace("/readyz", "/metrics"), timeout=10).raise_for_status().text
    segments = (system.parent / "kafka").rglob("cloak.*/*.log")
    return Reading(
        cpu_s={name: _cpu_s(pid) for name, pid in pids.items()},
        peak_mib={name: _peak_mib(pid) for name, pid in pids.items()},
        stored_bytes={kind: float(value) for kind, value in _STORED.findall(metrics)},
        kafka_bytes=sum(segment.stat().st_size for segment in segments),
    )


def cost(before: Reading, after: Reading, jobs: int) -> dict[str, Any]:
    """CPU seconds and bytes for each job, and the most memory that each part has had."""
    return {
        "cpu_s_per_job": {
            name: round((after.cpu_s[name] - spent) / jobs, 4)
            for name, spent in before.cpu_s.items()
        },
        "peak_memory_mib": {name: round(peak) for name, peak in after.peak_mib.items()},
        "stored_bytes_per_job": {
            kind: round((value - before.stored_bytes.get(kind, 0.0)) / jobs)
            for kind, value in after.stored_bytes.items()
        },
        "kafka_bytes_per_job": round((after.kafka_bytes - before.kafka_bytes) / jobs),
    }


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    (kib,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.M)
    return int(kib) * 1024 / _MIB

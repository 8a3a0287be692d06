"""What a load test found: who was right, how long it took, and where the time went."""

from __future__ import annotations

import math
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from cloak_client import CloakClient, Job, OpenWishes

STAGES: Final = ("queue", "fetch", "decode", "predict", "encode", "verify", "store")
NOT_OWN: Final = frozenset({"queue", "model"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a cover and, after the preparation, a picture that holds ``text``."""

    cloak: CloakClient
    cover: str
    stego: str
    text: str
    wishes: OpenWishes


@dataclass(frozen=True, slots=True)
class Outcome:
    """One job as its submitter saw it; ``wrong`` is None if all is right."""

    person: Person
    kind: str
    submit_s: float = math.nan
    latency_s: float = math.nan
    ended_at: float = math.nan
    job: Job | None = None
    wrong: str | None = None


def summary(outcomes: list[Outcome], begun: float) -> dict[str, Any]:
    """Counts, and the spread of latencies and of the seconds of each stage."""
    ended = [one for one in outcomes if not math.isnan(one.latency_s)]
    wall_s = max((one.ended_at for one in ended), default=math.nan) - begun
    kinds = {kind: [one for one in ended if one.kind == kind] for kind in ("embed", "extract")}
    return {
        "jobs": len(outcomes),
        "right": sum(one.wrong is None for one in outcomes),
        "wrong": dict(Counter(one.wrong for one in outcomes if one.wrong is not None)),
        "seconds": round(wall_s, 3),
        "jobs_per_second": round(len(ended) / wall_s, 3),
        "latency_s": {
            "all": _spread([one.latency_s for one in ended]),
            **{
                kind: _spread([one.latency_s for one in of_kind]) for kind, of_kind in kinds.items()
            },
        },
        "submit_s": _spread([one.submit_s for one in ended]),
        "stages_s": {kind: _stages(of_kind) for kind, of_kind in kinds.items()},
    }


def _stages(outcomes: list[Outcome]) -> dict[str, dict[str, float]]:
    """Seconds by stage; ``model`` within them, and what is left is the worker's ``own``."""
    timings = [one.job.timings for one in outcomes if one.job is not None]
    own = [
        sum(seconds for stage, seconds in timing.items() if stage not in NOT_OWN)
        - timing.get("model", 0.0)
        for timing in timings
    ]
    stages = {
        stage: _spread([timing[stage] for timing in timings if stage in timing])
        for stage in (*STAGES, "model")
    }
    return {stage: spread for stage, spread in {**stages, "own": _spread(own)}.items() if spread}


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    ordered = sorted(values)

    def at(share: float) -> float:
        return round(ordered[math.ceil(share * len(ordered)) - 1], 4)

    mean = round(math.fsum(ordered) / len(ordered), 4)
    return {"mean": mean, "p50": at(0.5), "p95": at(0.95), "max": at(1.0)}


def print_summary(found: dict[str, Any]) -> None:
    """Tables for a terminal."""
    say = sys.stdout.write
    say(f"{found['right']} of {found['jobs']} jobs right, {found['clients']} clients; ")
    say(f"{found['seconds']:.1f} s, {found['jobs_per_second']:.2f} jobs/s\n")
    for wrong, count in found["wrong"].items():
        say(f"  wrong: {wrong} x{count}\n")
    say(f"\n{'seconds':<18}{'mean':>9}{'p50':>9}{'p95':>9}{'max':>9}\n")
    rows = {f"latency {kind}": spread for kind, spread in found["latency_s"].items()}
    rows["submit"] = found["submit_s"]
    for kind, stages in found["stages_s"].items():
        rows |= {f"{kind} {stage}": spread for stage, spread in stages.items()}
    for name, spread in rows.items():
        if spread:
            say(f"{name:<18}" + "".join(f"{value:>9.3f}" for value in spread.values()) + "\n")

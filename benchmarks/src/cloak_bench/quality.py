"""``cloak-bench quality``: how little shows, what survives, what is refused, how long it takes."""

from __future__ import annotations

import argparse
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloak_codec import Mode, Networks, warm_up
from cloak_codec.modes import USUAL_CHANNEL
from cloak_codec.saved_models import SavedModels

from cloak_bench import attacks as known
from cloak_bench.attacks import Attack
from cloak_bench.covers import Cover, Size, as_png, read_covers
from cloak_bench.hiding import Hiding, fingerprint
from cloak_bench.intervals import share, spread
from cloak_bench.payloads import LEAST_SEALED_BYTES, secret_of
from cloak_bench.results import BUILD, ROOT, Journal, Row, provenance, write_results
from cloak_bench.trials import CELL_PIXELS, Trial, run_trial


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    covers: list[Cover]
    hiding: Hiding
    attacks: dict[str, Attack]
    repository: Path
    controls: bool


_plan: _Plan
_networks: Networks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--covers", type=Path, required=True, help="a folder or zip of pictures")
    parser.add_argument(
        "--size", type=Size.parse, default=Size(), help="native, 224 (square) or long:1920"
    )
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.ROBUST)
    parser.add_argument("--bytes", type=int, help="sealed bytes of noise")
    parser.add_argument(
        "--loads",
        type=lambda written: [float(load) for load in written.split(",")],
        help="sealed bits per 8x8 pixels instead, taken in turn: 0.1,0.2,0.4",
    )
    parser.add_argument("--rate", type=float, help="bits a value: covert, image on lossless")
    parser.add_argument("--channel", help="what the codec is asked to survive; the mode's own")
    parser.add_argument("--output", choices=["png", "jpeg"], default="png")
    parser.add_argument("--open", action="store_true", help="without a passphrase")
    parser.add_argument("--attacks", nargs="*", help="instead of the standard ones")
    parser.add_argument("--controls", action="store_true", help="read untouched covers as well")
    parser.add_argument("--count", type=int, help="covers; all of them if not given")
    parser.add_argument("--messages", type=int, default=1, help="different messages a cover")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--repository", type=Path, default=ROOT / "model_repository")
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Measure what is not yet in the journal, then write the results file."""
    covers = read_covers(arguments.covers, arguments.size, arguments.count)
    channel = arguments.channel or USUAL_CHANNEL[arguments.mode]
    hiding = Hiding(arguments.mode, channel, arguments.output, not arguments.open, arguments.rate)
    names = arguments.attacks or _usual(arguments.mode)
    attacks = {name: Attack.parse(name) for name in dict.fromkeys(["none", *names])}
    settings = {
        "covers": arguments.covers.name,
        "size": str(arguments.size),
        "mode": hiding.mode.value,
        "sealed_bytes": arguments.bytes,
        "loads": arguments.loads,
        "rate": hiding.rate,
        "channel": hiding.channel,
        "output": hiding.output,
        "passphrase": hiding.passphrase,
        "attacks": list(attacks),
    }
    journal = Journal(
        BUILD / f"{arguments.out.stem}.jsonl",
        settings | {"code": fingerprint(arguments.repository)},
    )
    plan = _Plan(covers, hiding, attacks, arguments.repository, arguments.controls)
    trials = _trials(covers, arguments)
    missing = {key: trial for key, trial in trials.items() if key not in journal.rows}
    for row in _measured(missing, plan, arguments.processes):
        journal.add(row)
    rows = [journal.rows[key] for key in trials]
    write_results(arguments.out, _summary(settings, rows, attacks), rows)


def _usual(mode: Mode) -> Iterable[str]:
    if mode is Mode.COVERT:
        return ("none",)
    return known.IMAGE if mode is Mode.IMAGE else (*known.STANDARD, *known.SOCIAL)


def _trials(covers: list[Cover], arguments: argparse.Namespace) -> dict[str, Trial]:
    trials = {}
    for turn in range(arguments.messages):
        for index, cover in enumerate(covers):
            number = turn * len(covers) + index
            if arguments.mode is Mode.IMAGE:
                trial = Trial(cover, number, picture=secret_of(covers, number))
            elif arguments.loads:
                load = arguments.loads[(turn + index) % len(arguments.loads)]
                cells = cover.size[0] * cover.size[1] / CELL_PIXELS
                wanted = max(LEAST_SEALED_BYTES, round(load * cells / 8))
                trial = Trial(cover, number, sealed_bytes=wanted)
            else:
                trial = Trial(cover, number, sealed_bytes=arguments.bytes)
            trials[f"{turn}/{cover.name}"] = trial
    return trials


def _measured(trials: dict[str, Trial], plan: _Plan, processes: int) -> Iterator[Row]:
    if processes == 1:
        _start(plan)
        yield from map(_measure, trials.items())
        return
    with ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(plan,)
    ) as pool:
        yield from pool.map(_measure, trials.items())


def _start(plan: _Plan) -> None:
    """Each process loads the networks once, and compiles before the clock runs."""
    global _plan, _networks  # a worker process has no other place
    _plan, _networks = plan, SavedModels(plan.repository)
    warm_up()
    is_image = plan.hiding.mode is Mode.IMAGE
    first = Trial(
        plan.covers[0],
        0,
        sealed_bytes=None if is_image else LEAST_SEALED_BYTES,
        picture=plan.covers[-1] if is_image else None,
    )
    run_trial(first, plan.hiding, {"none": Attack.parse("none")}, _networks)


def _measure(named: tuple[str, Trial]) -> Row:
    key, trial = named
    row = {"key": key} | run_trial(trial, _plan.hiding, _plan.attacks, _networks)
    if _plan.controls and key.startswith("0/"):
        row["untouched"] = _plan.hiding.extract(as_png(trial.cover.rgb), _networks).answer.value
    return row


def _summary(
    settings: dict[str, Any], rows: list[Row], attacks: dict[str, Attack]
) -> dict[str, Any]:
    done = [row for row in rows if "refused" not in row]
    refused = Counter(row["refused"] for row in rows if "refused" in row)
    untouched = Counter(row["untouched"] for row in rows if "untouched" in row)
    values = {
        name: spread([row[name] for row in done])
        for name in ("psnr_db", "ssim", "load", "strength", "embed_s")
    }
    return {
        **settings,
        **provenance(),
        "tried": len(rows),
        "delivered": share(len(done), len(rows), "delivered"),
        "refused": dict(refused),
        **values,
        "extract_s": spread([row["extract_s"]["none"] for row in done]),
        "after": {name: _after(name, done) for name in attacks},
        "wrong": sum(list(row["answers"].values()).count("wrong") for row in done),
        "untouched_covers": dict(untouched),
    }


def _after(attack: str, rows: list[Row]) -> dict[str, Any]:
    """What became of the delivered files after an attack; a refused cover was never sent."""
    tried = [row for row in rows if attack in row["answers"]]
    answers = Counter(row["answers"][attack] for row in tried)
    found: dict[str, Any] = share(answers.pop("exact", 0), len(tried)) | {"else": dict(answers)}
    found["extract_s"] = spread([row["extract_s"][attack] for row in tried])
    secrets = [row["secret"][attack] for row in tried if attack in row.get("secret", {})]
    if secrets:
        found["secret_psnr_db"] = spread([psnr for psnr, _ in secrets])
        found["secret_ssim"] = spread([similarity for _, similarity in secrets])
    return found

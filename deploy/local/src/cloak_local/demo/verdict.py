"""What the demo says at the end: a table, build/demo.json, and whether all of it is right."""

import json
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from cloak_local.demo.story import Findings

STAGES = ("fetch", "decode", "predict", "encode", "verify", "store")
LEAST_STEGO_DB = 32.0
LEAST_SECRET_DB = 28.0
EXPECTED_ANSWERS = {"wrong_key": "wrong_key", "no_message": "no_message", "damaged": "damaged"}


def wrongs(found: Findings) -> list[str]:
    """Name everything that is not as it must be; empty when all is right."""
    checks = {
        "the text was not read back exactly": found.text_exact,
        "the text did not survive JPEG quality 50": found.text_exact_after_jpeg50,
        "the text did not survive scaling to .75 and back": found.text_exact_after_resize75,
        "the covert text was not read back exactly": found.covert_exact,
        "the stego picture differs too much from its cover": found.image_stego_psnr
        >= LEAST_STEGO_DB,
        "the revealed picture differs too much": found.image_secret_psnr >= LEAST_SECRET_DB,
        "the recipient was not told": found.notified,
        f"the answers are {found.answers}": found.answers == EXPECTED_ANSWERS,
    }
    return [what for what, is_right in checks.items() if not is_right]


def write_json(found: Findings, path: Path, *, seconds: float) -> None:
    """Write the figures that others check."""
    by_job: dict[str, Any] = {
        title: {stage: round(s, 3) for stage, s in job.timings.items()} for title, job in found.jobs
    }
    figures = {
        "text_exact": found.text_exact,
        "text_exact_after_jpeg50": found.text_exact_after_jpeg50,
        "text_exact_after_resize75": found.text_exact_after_resize75,
        "covert_exact": found.covert_exact,
        "image_stego_psnr": found.image_stego_psnr,
        "image_secret_psnr": found.image_secret_psnr,
        "notified": found.notified,
        "notified_after_s": found.notified_after_s,
        "answers": found.answers,
        "seconds": round(seconds, 1),
        "stages": by_job,
    }
    path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


def table(found: Findings) -> Table:
    """One row per job: quality of what was made, and seconds by stage; 80 columns are enough."""
    view = Table(
        title="seconds by stage", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for name in ("job", "answer"):
        view.add_column(name, no_wrap=True)
    for name in ("dB", "SSIM", *STAGES):
        view.add_column(name, justify="right", no_wrap=True)
    for title, job in found.jobs:
        report = job.report
        quality = (f"{report.psnr_db:.1f}", f"{report.ssim:.3f}") if report else ("", "")
        stages = (f"{job.timings[s]:.2f}" if s in job.timings else "" for s in STAGES)
        view.add_row(title, job.answer or "made", *quality, *stages)
    return view

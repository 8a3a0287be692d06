"""Tables in Markdown, put where the document has a place for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from cloak_bench.report.runs import Found, Runs

_DETECTORS: Final = {"spam": "SPAM x3", "srmq1": "SRMQ1", "crm": "colour rich model", "cnn": "CNN"}


def fill(document: Path, runs: Runs) -> None:
    """Write each table between ``<!-- table NAME -->`` and ``<!-- end -->``; keep all else."""
    text = document.read_text()
    for name, table in _tables(runs).items():
        if table:
            before, begin, rest = text.partition(f"<!-- table {name} -->\n")
            _, end, after = rest.partition("<!-- end -->")
            text = before + begin + table + end + after if end else text
    document.write_text(text)


def _tables(runs: Runs) -> dict[str, str]:
    return {
        "quality": _quality(runs.robust | runs.others),
        "survival": _survival(runs.robust),
        "pictures": _pictures(runs.others),
        "detection": _detection(runs.detection["methods"]) if runs.detection else "",
        "simple": _simple(runs.detection["methods"]) if runs.detection else "",
        "rivals": _rivals(runs.rivals["tools"]) if runs.rivals else "",
    }


def _quality(runs: dict[str, Found]) -> str:
    rows = []
    for label, run in runs.items():
        if not run["psnr_db"]:
            continue
        psnr, delivered = run["psnr_db"], run["delivered"]
        refused = ", ".join(f"{count} {code}" for code, count in run["refused"].items())
        rows.append(
            [
                label,
                f"{delivered['delivered']} of {delivered['tried']}",
                refused or "0",
                f"{psnr['mean']:.2f} / {psnr['p5']:.1f} / {psnr['least']:.1f}",
                f"{run['ssim']['mean']:.5f}",
                str(run["wrong"]),
                f"{run['embed_s']['median']:.2f} / {run['extract_s']['median']:.2f}",
            ]
        )
    head = ["run", "delivered", "refused", "PSNR mean / p5 / worst, dB", "SSIM", "wrong"]
    return _table([*head, "seconds to embed / extract, median"], rows)


def _survival(runs: dict[str, Found]) -> str:
    attacks = dict.fromkeys(name for run in runs.values() for name in run["after"])
    rows = []
    for name in attacks:
        cells = [_share(run["after"].get(name)) for run in runs.values()]
        if any(cell != "" for cell in cells):
            rows.append([f"`{name}`", *cells])
    return _table(["after", *runs], rows)


def _pictures(runs: dict[str, Found]) -> str:
    rows = []
    for label, run in runs.items():
        for name, found in run["after"].items():
            secret = found.get("secret_psnr_db")
            if secret:
                similarity = found["secret_ssim"]["mean"]
                shown = f"{secret['mean']:.2f} / {secret['p5']:.1f} / {secret['least']:.1f}"
                rows.append([label, f"`{name}`", _share(found), shown, f"{similarity:.4f}"])
    return _table(["run", "after", "exact", "revealed, PSNR mean / p5 / worst, dB", "SSIM"], rows)


def _detection(methods: Found) -> str:
    rows = []
    for name, found in methods.items():
        cells = []
        for detector in _DETECTORS:
            figures = [
                f for f in found.get("detectors", {}).get(detector, {}).values() if "p_e" in f
            ]
            best = min(figures, key=lambda f: f["p_e"], default=None)
            cells.append(
                f"{best['p_e']:.3f} ({best['p_e_interval'][0]:.3f}-{best['p_e_interval'][1]:.3f})"
                f", {best['error']:.3f}"
                if best
                else ""
            )
        psnr = found.get("psnr_db", {}).get("mean")
        pairs = str(found["accepted"]["accepted"])
        rows.append([f"`{name}`", pairs, f"{psnr:.1f}" if psnr else "", *cells])
    return _table(["method", "covers", "PSNR, dB", *_DETECTORS.values()], rows)


def _simple(methods: Found) -> str:
    rows = []
    for name, found in methods.items():
        if "stegexpose" in found:
            simple = found["stegexpose"]
            shares = [simple[which]["share"] for which in ("covers_flagged", "stegos_flagged")]
            rows.append(
                [f"`{name}`", *(f"{share:.1%}" for share in shares), f"{simple['auc']:.3f}"]
            )
    return _table(["method", "covers flagged", "stego files flagged", "area under the curve"], rows)


def _rivals(tools: Found) -> str:
    attacks = next((list(found["after"]) for found in tools.values() if "after" in found), [])
    rows = []
    for name, found in tools.items():
        if "not_had" in found:
            rows.append([name, f"not had: {found['not_had']}", *[""] * (len(attacks) + 4)])
            continue
        carried = found["carries_at_least"]
        quality, seconds = found.get("psnr_db"), found.get("embed_s")
        rows.append(
            [
                name,
                str(found["characters"]),
                f"{quality['mean']:.1f}" if quality else "",
                *(_share(found["after"][attack]) for attack in attacks),
                " ".join(f"{most:,}" for most in carried) if carried else "fixed",
                f"{seconds['median']:.2f} / {found['extract_s']['median']:.2f}" if seconds else "",
            ]
        )
    names = [f"`{attack}`" for attack in attacks]
    return _table(["tool", "characters", "dB", *names, "carries at least", "seconds"], rows)


def _share(found: Any) -> str:
    if not found or not found["tried"]:
        return ""
    return f"{found['exact']} / {found['tried']}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Empty where there is nothing to tell: what the document held stays."""
    found = list(rows)
    lines = [head, ["---"] * len(head), *found] if found else []
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)

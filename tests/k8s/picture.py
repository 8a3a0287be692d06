"""Draw how the workers followed the lag, after ``make test-k8s``."""

import shutil

import matplotlib as mpl
from cloak_local.places import ROOT

from tests.k8s.record import FILE, read

mpl.use("Agg")
import matplotlib.pyplot as plt

FOLDER = ROOT / "docs" / "operations"
LAG, WANTED, READY, GRID = "#b45309", "#94a3b8", "#2563eb", "#e2e8f0"


def main() -> None:
    """Write the record of the last run and its picture into docs/operations."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(FILE, FOLDER / FILE.name)
    samples = read()
    seconds = [sample.seconds for sample in samples]
    figure, (above, below) = plt.subplots(2, 1, figsize=(9, 5), sharex=True, layout="constrained")
    above.fill_between(seconds, [s.lag_records for s in samples], color=LAG, alpha=0.25, lw=0)
    above.plot(seconds, [s.lag_records for s in samples], color=LAG, lw=2)
    above.set_ylabel("lag, records")
    above.set_title("Jobs waiting on cloak.jobs.requested, and the workers that KEDA asks for")
    wanted = [s.replicas_wanted for s in samples]
    below.step(seconds, wanted, where="post", color=WANTED, lw=4, label="wanted")
    ready = [s.replicas_ready for s in samples]
    below.step(seconds, ready, where="post", color=READY, lw=1.6, label="ready")
    below.set_ylabel("workers")
    below.set_xlabel("seconds")
    below.set_yticks(range(0, 13, 2))
    below.legend(frameon=False, loc="center")
    for axes in (above, below):
        axes.set_ylim(bottom=0)
        axes.set_xlim(0, seconds[-1])
        axes.grid(color=GRID)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(FOLDER / "keda-scaling.png", dpi=110)


if __name__ == "__main__":
    main()

"""Which commit this checkout is of."""

import shutil
import subprocess
from functools import cache

from cloak_local.places import ROOT

UNKNOWN = "unknown"


@cache
def commit() -> str:
    """Return the short hash of HEAD, or "unknown" where there is no git or no repository."""
    git = shutil.which("git")
    if git is None:
        return UNKNOWN
    asked = subprocess.run(  # noqa: S603 - git, found on the PATH
        [git, "rev-parse", "--short=12", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    return asked.stdout.strip() if asked.returncode == 0 else UNKNOWN

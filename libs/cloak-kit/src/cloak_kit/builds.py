"""Which build runs: its version and commit, as a metric."""

import os
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import Gauge

COMMIT = "CLOAK_BUILD_COMMIT"
_UNKNOWN = "unknown"


@cache
def tell_build(service: str) -> None:
    """Export `cloak_<service>_build_info`, always 1; the commit is what the environment says."""
    name = service.replace("-", "_")
    info = Gauge(
        f"cloak_{name}_build_info", "The build that runs; always 1.", ["version", "commit"]
    )
    info.labels(_version(name), os.environ.get(COMMIT, _UNKNOWN)).set(1)


def _version(name: str) -> str:
    try:
        return version(f"cloak-{name.replace('_', '-')}")
    except PackageNotFoundError:
        return _UNKNOWN

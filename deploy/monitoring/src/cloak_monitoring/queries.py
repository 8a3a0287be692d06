"""PromQL in the few shapes that the dashboards need, and what makes a quiet panel show 0."""

from dataclasses import dataclass
from typing import ClassVar

SERVICES = ("auth", "gateway", "messaging", "stego_worker", "storage")
RATE = "$__rate_interval"
"""Grafana's own: at least four scrapes, so that one that is missed leaves no hole."""


@dataclass(frozen=True, slots=True)
class Query:
    """One expression of a panel, and how its series are named: ``{{label}}`` stands for a label."""

    expr: str
    legend: str


@dataclass(frozen=True, slots=True)
class Series:
    """What a query selects: a metric by its name, with matchers in PromQL's own words."""

    name: str
    where: str = ""

    def selector(self, suffix: str = "") -> str:
        """Return the selector; the suffix is that of a histogram's part."""
        return f"{self.name}{suffix}" + (f"{{{self.where}}}" if self.where else "")


@dataclass(frozen=True, slots=True)
class EachService:
    """The metric that every service exports under its own prefix; the label `job` tells whose."""

    name: str
    where: str = ""
    services: ClassVar[tuple[str, ...]] = SERVICES

    def selector(self, suffix: str = "") -> str:
        """Return the selector; the suffix is that of a histogram's part."""
        named = f'__name__=~"cloak_({"|".join(self.services)})_{self.name}{suffix}"'
        return f"{{{named}, {self.where}}}" if self.where else f"{{{named}}}"


class EachMongoClient(EachService):
    """The same of the services that have a database: the worker has none."""

    services = ("auth", "gateway", "messaging", "storage")


Selected = Series | EachService


def total(expr: str, by: str = "") -> str:
    """Sum an expression, kept apart by labels."""
    return f"sum by ({by}) ({expr})" if by else f"sum({expr})"


def rate(counter: Selected, by: str = "") -> str:
    """Increase of a counter in a second."""
    return total(f"rate({counter.selector()}[{RATE}])", by)


def per_minute(counter: Selected, by: str = "") -> str:
    """Increase of a counter in a minute, for what happens a few times in one."""
    return f"60 * {rate(counter, by)}"


def quantile(share: float, histogram: Selected, by: str = "") -> str:
    """Return the value that this share of the observations stays under."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, {total(_bucket_rate(histogram), labels)})"


def mean(histogram: Selected, by: str = "") -> str:
    """Return the mean of what was observed."""
    sums, counts = (f"rate({histogram.selector(part)}[{RATE}])" for part in ("_sum", "_count"))
    return f"{total(sums, by)} / {total(counts, by)}"


def buckets(histogram: Selected) -> str:
    """Return the buckets themselves, for a heatmap."""
    return total(_bucket_rate(histogram), "le")


def or_zero(expr: str) -> str:
    """Give 0 for what has no series until it first happens: errors, mostly.

    Without it a panel that is empty because all is well looks like one whose metric is gone.
    """
    return f"({expr}) or vector(0)"


def or_none(expr: str, label: str) -> str:
    """Give 0 under the name ``none``, for the same reason, where series are named by a label."""
    return f'({expr}) or label_replace(vector(0), "{label}", "none", "", "")'


def _bucket_rate(histogram: Selected) -> str:
    return f"rate({histogram.selector('_bucket')}[{RATE}])"

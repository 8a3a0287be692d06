"""Overview: whether users get what was promised, and where to look when they do not."""

from dataclasses import replace

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.boards.jobs import LAG
from cloak_monitoring.frame import Panels, framed
from cloak_monitoring.panels import (
    BAD,
    GOOD,
    MINUTE,
    OUTCOMES,
    QUIET,
    WARNING,
    Limit,
    Style,
    lines,
    names,
    tile,
)
from cloak_monitoring.queries import (
    EachService,
    Query,
    Series,
    or_none,
    or_zero,
    per_minute,
    quantile,
    rate,
    total,
)

# Recorded by rules/objectives.yml, by window.
JOBS_FAILED, JOBS_BUDGET = "cloak:jobs_failed:ratio_rate", 0.001
EMBEDS_LATE, EMBEDS_BUDGET = "cloak:embeds_late:ratio_rate", 0.01
ENDED = "cloak_gateway_job_seconds_count"
TILE = Style(width=4, height=5)
SHARE = replace(TILE, empty="no jobs", unit=units.PercentUnit, decimals=2, first_colour=BAD, top=1)


def board() -> Dashboard:
    """Build the dashboard."""
    return framed(
        "image-cloak-overview",
        "Image Cloak / Overview",
        "The objectives, what burns their budgets, and the figures that say where to look next.",
        ("Objectives", _objectives()),
        ("Budgets", _budgets()),
        ("Jobs", _jobs()),
        ("Services", _services()),
    )


_WINDOWS = ("5m", "1h", "6h")
_SHARES = ((0.5, "half"), (0.95, "95 %"), (0.99, "99 %"))
_EMBEDS = Series("cloak_gateway_job_seconds", 'kind="embed", ending="succeeded"')
_PEOPLES = 'route!~"/healthz|/readyz|/metrics"'
_REQUESTS = EachService("http_requests_total", _PEOPLES)
_BURN = Style(limits=(Limit(1, WARNING), Limit(6, BAD), Limit(14.4, BAD)), runbook="JobsFailing")


def _kept(bad: str) -> str:
    """Return the share of a day that was good; nothing, and not all, while there was no job."""
    return f"1 - {bad}1d"


def _burn(bad: str, budget: float) -> list[Query]:
    """Return how many times too fast the budget goes; 0 while there is nothing to spend it on."""
    return [Query(or_zero(f"{bad}{window} / {budget:g}"), window) for window in _WINDOWS]


def _objectives() -> Panels:
    return [
        tile(
            "Jobs that end well",
            "Share of the jobs that did not fail, in a day. The objective is 99.9 %; jobs "
            "that users cancelled, or that they can mend, count as good.",
            Query(_kept(JOBS_FAILED), "good"),
            style=replace(
                SHARE,
                limits=(Limit(0.999, GOOD),),
                runbook="JobsFailing",
            ),
        ),
        tile(
            "Embeds within 10 s",
            "Share of the embeds that were there within 10 s of their acceptance, in a day. The "
            "objective is 99 %.",
            Query(_kept(EMBEDS_LATE), "fast"),
            style=replace(SHARE, limits=(Limit(0.99, GOOD),), runbook="EmbedsLate"),
        ),
        tile(
            "Jobs in the queue",
            "Jobs that no worker has finished yet.",
            Query(f"max({LAG})", "jobs"),
            style=replace(TILE, limits=(Limit(200, WARNING),), runbook="QueueGrowing"),
        ),
        tile(
            "Half of the embeds",
            "Seconds from acceptance to end that half of the embeds stay under.",
            Query(quantile(0.5, _EMBEDS), "seconds"),
            style=replace(TILE, unit=units.Seconds, limits=(Limit(10, WARNING),)),
        ),
        tile(
            "Alerts that fire",
            "Alerts firing now; Alertmanager has told whoever is on duty.",
            Query(or_zero('count(ALERTS{alertstate="firing"})'), "alerts"),
            style=replace(TILE, decimals=0, limits=(Limit(1, BAD),)),
        ),
        tile(
            "Parts that are down",
            "Targets of Prometheus that do not answer.",
            Query("sum(1 - up)", "down"),
            style=replace(TILE, decimals=0, limits=(Limit(1, BAD),), runbook="TargetDown"),
        ),
    ]


def _budgets() -> Panels:
    return [
        lines(
            "Burn of the jobs' budget",
            "1 uses the budget up in just its 30 days; 14.4 for an hour, or 6 for six, pages.",
            *_burn(JOBS_FAILED, JOBS_BUDGET),
            style=_BURN,
        ),
        lines(
            "Burn of the embeds' budget",
            "The same for embeds that took longer than 10 s.",
            *_burn(EMBEDS_LATE, EMBEDS_BUDGET),
            style=replace(_BURN, runbook="EmbedsLate"),
        ),
        lines(
            "Alerts",
            "What fires or is about to, over time.",
            Query(
                or_none("count by (alertname, alertstate) (ALERTS)", "alertname"),
                "{{alertname}} {{alertstate}}",
            ),
            style=Style(decimals=0, stacked=True, colours={"none": QUIET}),
        ),
    ]


def _jobs() -> Panels:
    return [
        lines(
            "Jobs finished",
            "By how they ended: refused is the user's to mend, failed is ours.",
            Query(per_minute(Series(ENDED), "ending"), "{{ending}}"),
            style=Style(unit=MINUTE, stacked=True, colours=OUTCOMES, runbook="JobsFailing"),
        ),
        lines(
            "Seconds from acceptance to end",
            "Of embeds that succeeded: the queue, the work, and the news of its end.",
            *(Query(quantile(share, _EMBEDS), name) for share, name in _SHARES),
            style=Style(unit=units.Seconds, limits=(Limit(10, BAD),), runbook="EmbedsLate"),
        ),
        lines(
            "Waiting in the queue",
            "Jobs that no worker has finished yet, beside those in hand.",
            Query(f"max({LAG})", "waiting or in hand"),
            Query(total("cloak_stego_worker_in_flight_jobs"), "in hand"),
            style=Style(decimals=0, runbook="QueueGrowing"),
        ),
    ]


def _services() -> Panels:
    return [
        lines(
            "Requests",
            "Requests answered in a second, probes left out.",
            Query(rate(_REQUESTS, "job"), "{{job}}"),
            style=Style(unit=units.RequestsPerSecond),
        ),
        lines(
            "Errors",
            "Requests answered with 500 or above, in a minute.",
            Query(
                or_none(
                    per_minute(
                        EachService("http_requests_total", f'{_PEOPLES}, status=~"5.."'),
                        "job",
                    ),
                    "job",
                ),
                "{{job}}",
            ),
            style=Style(unit=MINUTE, colours={"none": QUIET}, runbook="HttpErrors"),
        ),
        names(
            "Builds",
            "The build that each service runs; two at once is a roll-out.",
            Query(
                f"count by (job, version, commit) ({EachService('build_info').selector()})",
                "{{job}} {{version}} {{commit}}",
            ),
            style=Style(),
        ),
    ]

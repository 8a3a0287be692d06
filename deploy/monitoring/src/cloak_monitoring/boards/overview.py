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

ENDED = "cloak_gateway_job_seconds_count"
TILE = Style(width=4, height=5)
SHARE = replace(TILE, unit=units.PercentUnit, decimals=2, first_colour=BAD, top=1)


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
_BURN = Style(limits=(Limit(1, WARNING), Limit(14.4, BAD)), runbook="JobsErrorBudgetBurn")


def _bad_jobs(window: str) -> str:
    bad = f'sum(increase({ENDED}{{ending="failed"}}[{window}]))'
    return f"{bad} / (sum(increase({ENDED}[{window}])) > 0)"


def _good_jobs(window: str) -> str:
    return f"1 - {_bad_jobs(window)}"


def _fast_embeds(window: str) -> str:
    fast = _EMBEDS.selector("_bucket").replace("}", ', le="10.0"}')
    return (
        f"sum(increase({fast}[{window}])) "
        f"/ (sum(increase({_EMBEDS.selector('_count')}[{window}])) > 0)"
    )


def _burn(budget: float, share: str) -> str:
    """Return how many times too fast the budget goes; 0 while there is nothing to spend it on."""
    return or_zero(f"({share}) / {budget:g}")


def _objectives() -> Panels:
    return [
        tile(
            "Jobs that end well",
            "Share of the jobs that did not fail, in a day. The objective is 99.9 %; jobs "
            "that users cancelled, or that they can mend, count as good.",
            Query(_good_jobs("1d"), "good"),
            style=replace(
                SHARE,
                limits=(Limit(0.999, GOOD),),
                runbook="JobsErrorBudgetBurn",
            ),
        ),
        tile(
            "Embeds within 10 s",
            "Share of the embeds that succeeded within 10 s of their acceptance, in a day. The "
            "objective is 99 %.",
            Query(_fast_embeds("1d"), "fast"),
            style=replace(SHARE, limits=(Limit(0.99, GOOD),), runbook="EmbedsSlow"),
        ),
        tile(
            "Jobs in the queue",
            "Jobs that no worker has finished yet.",
            Query(f"max({LAG})", "jobs"),
            style=replace(TILE, limits=(Limit(200, WARNING),), runbook="QueueLagGrowing"),
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
            "1 uses up the budget exactly in the objective's time; 14.4 over an hour uses a "
            "fiftieth of a month's, and pages.",
            *(Query(_burn(1 - 0.999, _bad_jobs(window)), window) for window in _WINDOWS),
            style=_BURN,
        ),
        lines(
            "Burn of the embeds' budget",
            "The same for embeds that took longer than 10 s.",
            *(Query(_burn(1 - 0.99, f"1 - {_fast_embeds(window)}"), window) for window in _WINDOWS),
            style=replace(_BURN, runbook="EmbedsSlow"),
        ),
        lines(
            "Alerts",
            "What fires or is about to, over time.",
            Query(or_none("sum by (alertname) (ALERTS)", "alertname"), "{{alertname}}"),
            style=Style(decimals=0, stacked=True, colours={"none": GOOD}),
        ),
    ]


def _jobs() -> Panels:
    return [
        lines(
            "Jobs finished",
            "By how they ended: refused is the user's to mend, failed is ours.",
            Query(per_minute(Series(ENDED), "ending"), "{{ending}}"),
            style=Style(unit=MINUTE, stacked=True, colours=OUTCOMES, runbook="JobsErrorBudgetBurn"),
        ),
        lines(
            "Seconds from acceptance to end",
            "Of embeds that succeeded: the queue, the work, and the news of its end.",
            *(Query(quantile(share, _EMBEDS), name) for share, name in _SHARES),
            style=Style(unit=units.Seconds, limits=(Limit(10, BAD),), runbook="EmbedsSlow"),
        ),
        lines(
            "Waiting in the queue",
            "Jobs that no worker has finished yet, beside those in hand.",
            Query(f"max({LAG})", "waiting or in hand"),
            Query(total("cloak_stego_worker_in_flight_jobs"), "in hand"),
            style=Style(runbook="QueueLagGrowing"),
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
            style=Style(unit=MINUTE, colours={"none": GOOD}, runbook="HttpErrors"),
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

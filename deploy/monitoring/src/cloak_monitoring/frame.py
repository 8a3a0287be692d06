"""What all dashboards share: variables, links to each other, marks where a new build came."""

from collections.abc import Sequence

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard as model

from cloak_monitoring.panels import DATASOURCE
from cloak_monitoring.queries import EachService

TAG = "image-cloak"
EVERYTHING = ".*"
_ALL = model.VariableOption(text="All", value="$__all", selected=True)
# Where the pages are read; whoever keeps them elsewhere changes the variable in Grafana.
_RUNBOOKS = "https://github.com/image-cloak/image-cloak/blob/main/docs/runbooks"
# A build is new while nothing of its kind was there five minutes ago, restarts not counted.
_BUILDS = f"count by (job, version, commit) ({EachService('build_info').selector()})"
_BUILDS_BEFORE = (
    f"count by (job, version, commit) ({EachService('build_info').selector()} offset 5m)"
)

Panels = Sequence[Builder[model.Panel]]
Row = tuple[str, Panels]


def framed(
    uid: str, title: str, tells: str, *rows: Row, variables: Sequence[dashboard.QueryVariable] = ()
) -> model.Dashboard:
    """Build a dashboard of titled rows of panels, with all that it shares with the others."""
    board = dashboard.Dashboard(title).uid(uid).description(tells).tags([TAG])
    board.time("now-1h", "now").refresh("30s").timezone("browser").readonly()
    board.tooltip(model.DashboardCursorSync.CROSSHAIR)
    board.link(_to_the_others()).annotation(_Deploys())
    board.with_variable(_datasource()).with_variable(_runbooks())
    for variable in variables:
        board.with_variable(variable)
    for heading, panels in rows:
        board.with_row(dashboard.Row(heading))
        for panel in panels:
            board.with_panel(panel)
    built = board.build()
    for number, placed in enumerate(built.panels or [], start=1):
        placed.id_val = number  # so that a link to one panel goes on leading there
    return built


def panels_of(board: model.Dashboard) -> list[model.Panel]:
    """Return the panels of a built dashboard, its rows left out."""
    return [panel for panel in board.panels or [] if isinstance(panel, model.Panel)]


def chosen_of(name: str, label: str, query: str) -> dashboard.QueryVariable:
    """Make a variable of what a label takes, of which several or all may be chosen."""
    variable = dashboard.QueryVariable(name).label(label).query(query).datasource(DATASOURCE)
    variable.refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
    variable.sort(model.VariableSort.ALPHABETICAL_ASC)
    return variable.multi(True).include_all(True).all_value(EVERYTHING).current(_ALL)


def _datasource() -> dashboard.DatasourceVariable:
    return dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus")


def _runbooks() -> dashboard.ConstantVariable:
    return dashboard.ConstantVariable("runbooks").label("Runbooks").value(_RUNBOOKS)


def _to_the_others() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("Image Cloak").type(model.DashboardLinkType.DASHBOARDS)
    return link.tags([TAG]).as_dropdown(True).include_vars(True).keep_time(True)


class _Titled(model.AnnotationQuery):
    """An annotation with a text of its own, which Grafana knows and the SDK does not."""

    def to_json(self) -> dict[str, object]:
        """Add the fields that the SDK's model lacks."""
        return super().to_json() | {
            "titleFormat": "{{job}} {{version}}",
            "textFormat": "commit {{commit}}",
            "tagKeys": "job,version",
        }


class _Deploys(Builder[model.AnnotationQuery]):
    def build(self) -> model.AnnotationQuery:
        """Mark where builds appear that were not there before."""
        expr = f"{_BUILDS} unless {_BUILDS_BEFORE}"
        return _Titled("New builds", DATASOURCE, enable=True, icon_color="blue", expr=expr)

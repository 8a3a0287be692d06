"""The traces of jobs, found among all that a system sent."""

from cloak_client import Job

from tests.plugins.otlp import Collector, SeenSpan
from tests.plugins.polling import eventually

TOLD = "process cloak.jobs.finished"
HEAR_OF_ENDS = {"gateway", "messaging", "storage"}


async def trace_of(collector: Collector, job: Job) -> list[SeenSpan]:
    """All spans of the trace that this job was done in, once everybody has heard of its end."""

    async def spans() -> list[SeenSpan]:
        ids = {s.trace for s in collector.spans if s.attributes.get("cloak.job.id") == job.id}
        return [span for trace in ids for span in collector.trace(trace)]

    def is_whole(found: list[SeenSpan]) -> bool:
        told = {span.service for span in found if span.name == TOLD}
        known = {span.id for span in found}
        orphans = [span for span in found if span.parent and span.parent not in known]
        return told == HEAR_OF_ENDS and not orphans

    return await eventually(spans, is_whole, within_s=30)

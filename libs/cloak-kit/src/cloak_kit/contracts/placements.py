"""What a placement in JobRequested is bound to."""


def purpose_of(job_id: str) -> str:
    """The purpose of `cloak_kit.hpke` for this job's placement: it opens in no other job."""
    return f"cloak.jobs.requested/placement/{job_id}"

"""Placement keys of covert messages, which the topic holds for this service's eyes alone."""

from cloak_kit.contracts.placements import purpose_of
from cloak_kit.hpke import BoxClosed, PrivateKeys

from cloak_stego_worker.outcomes import PlacementClosed


class Placements:
    """Opens what the gateway closed for one job."""

    def __init__(self, keys: PrivateKeys) -> None:
        self._keys = keys

    def opened(self, box: bytes, job_id: str) -> bytes | None:
        """The placement key closed for this job, None where it has none; raises PlacementClosed."""
        if not box:
            return None
        try:
            return self._keys.opened(box, purpose=purpose_of(job_id))
        except BoxClosed as closed:
            raise PlacementClosed from closed

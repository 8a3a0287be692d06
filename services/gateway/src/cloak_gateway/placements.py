"""Where covert messages lie: told to the workers alone, in a box on the topic that they open."""

import cloak_codec as codec
from cloak_kit.contracts.placements import purpose_of
from cloak_kit.hpke import PublicKey

from cloak_gateway.errors import codec_refusals
from cloak_gateway.threads import Threads


class Placements:
    """Makes placement keys of passphrases, in threads, and closes them for one job."""

    def __init__(self, workers: PublicKey, threads: Threads) -> None:
        self._workers = workers
        self._threads = threads

    async def closed(self, job_id: str, passphrase: str | None, key: bytes | None) -> bytes:
        """The box with this key, or the passphrase's; empty where there is neither.

        Raises InvalidRequest for what can be no passphrase, Busy.
        """
        if passphrase is not None:
            secret = passphrase
            with codec_refusals():
                key = await self._threads.run(lambda: codec.placement_key(secret))
        return b"" if key is None else self._workers.closed(key, purpose=purpose_of(job_id))

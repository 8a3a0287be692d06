"""Command ``python -m cloak_stego_worker``: do jobs until SIGTERM or SIGINT."""

import sys
from functools import partial

from cloak_kit.process import run_until_signalled
from pydantic import ValidationError

from cloak_stego_worker.app import work
from cloak_stego_worker.settings import WorkerSettings


def main() -> int:
    """Run the worker; 0 after a graceful stop, 2 when the settings contradict each other."""
    try:
        settings = WorkerSettings()  # type: ignore[call-arg]  # its keys come from outside
    except ValidationError as error:
        # Without the inputs: other variables, secrets among them, would be shown beside the fault.
        for fault in error.errors(include_input=False, include_url=False):
            print(".".join(map(str, fault["loc"])), fault["msg"], file=sys.stderr)
        return 2
    run_until_signalled("stego-worker", settings, partial(work, settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Command ``python -m cloak_model_server``: serve the repository until SIGTERM or SIGINT."""

import asyncio
import os
import signal
import sys

from pydantic import ValidationError

from cloak_model_server.errors import InvalidConfig
from cloak_model_server.logs import log_as_json
from cloak_model_server.settings import ModelServerSettings
from cloak_model_server.tracing import exported_traces


async def _serve_until_signalled(settings: ModelServerSettings) -> None:
    from cloak_model_server.app import serve  # imports TensorFlow: seconds

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for received in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(received, stopping.set)
    await serve(settings, stopping)


def main() -> int:
    """Run the server; 0 after a graceful stop, 2 when the configuration cannot be served."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        settings = ModelServerSettings()
    except ValidationError as error:
        # Without the inputs: other variables, secrets among them, would be shown beside the fault.
        for fault in error.errors(include_input=False, include_url=False):
            print(".".join(map(str, fault["loc"])), fault["msg"], file=sys.stderr)
        return 2
    log_as_json(settings.log_level)
    try:
        with exported_traces():
            asyncio.run(_serve_until_signalled(settings))
    except InvalidConfig as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

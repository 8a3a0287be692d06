"""The chatter of native libraries, kept from the terminal."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

STDERR = 2


@contextmanager
def native_chatter_held() -> Iterator[TextIO]:
    """Hold back what libraries write on stderr; shown only if the block ends by an exception.

    TensorFlow greets on the file descriptor itself, before and whatever its log level. The block
    gets a stream to the real stderr for its own words.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    with (
        tempfile.TemporaryFile() as held,
        os.fdopen(os.dup(STDERR), "w") as terminal,
    ):
        os.dup2(held.fileno(), STDERR)
        try:
            yield terminal
        except BaseException:
            held.seek(0)
            os.write(terminal.fileno(), held.read())
            raise
        finally:
            os.dup2(terminal.fileno(), STDERR)

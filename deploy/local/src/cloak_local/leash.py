"""Become another program that the kernel kills as soon as its parent is gone.

Run as ``python -I -S leash.py PARENT_PID PROGRAM ARGUMENT...``. A parent that is itself killed with
``kill -9`` cannot stop its children; ``PR_SET_PDEATHSIG`` is kept over ``exec`` and does it. Doing
this in a small program of its own avoids Python code between fork and exec, which may deadlock in a
parent that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent, then turn into the program named by the arguments."""
    parent, *program = sys.argv[1:]
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
    if os.getppid() != int(parent):
        return  # the parent died before the tie was made
    os.execvp(program[0], program)  # noqa: S606 - the supervisor names the program


if __name__ == "__main__":
    main()

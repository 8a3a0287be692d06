"""The stages of a job as spans: each one ends where the next begins."""

from contextlib import ExitStack

from cloak_kit.tracing import Traced


class StageSpans:
    """The span of the stage that a job is in.

    It is the current span, so it has to be entered and left by one task, or by one thread between
    two of the task's stages.
    """

    def __init__(self) -> None:
        self._open = ExitStack()

    def enter(self, stage: str) -> None:
        """Begin a stage; the one before it is over."""
        self._open.close()
        self._open.enter_context(Traced(stage))

    def leave(self) -> None:
        """End the stage that is open, if one is."""
        self._open.close()

"""Signatures whose network is a Python function, and the time it takes is the test's."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import tensorflow as tf
from cloak_model_server.servable import Signature


@dataclass
class Network:
    """Adds one to each number; remembers its batches; runs only while the gate is open."""

    batches: list[tuple[int, ...]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)

    def __call__(self, x: tf.Tensor) -> dict[str, tf.Tensor]:
        self.batches.append(tuple(x.shape))
        self.entered.set()
        if not self.gate.wait(timeout=10):
            raise TimeoutError("the test never opened the gate")
        return {"y": x + 1}


def signature(function: Callable[..., object]) -> Signature:
    """Return a signature x float32 [N, any] -> y of the same shape."""
    spec = tf.TensorSpec([None, None], tf.float32)
    return Signature("serving_default", function, {"x": spec}, {"y": spec})


@pytest.fixture
def network() -> Iterator[Network]:
    """A network whose gate is open; always opened again at the end."""
    found = Network()
    found.gate.set()
    yield found
    found.gate.set()

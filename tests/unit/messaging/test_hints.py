"""What an open stream hears besides the log."""

from cloak_messaging.hints import Ear, Hint


def test_a_hint_wakes_the_stream_and_is_taken_once() -> None:
    ear = Ear()
    ear.hear(Hint("typing", {"user": "a"}))
    assert ear.woken.is_set()
    assert [hint.data["user"] for hint in ear.hints()] == ["a"]
    assert ear.hints() == []


def test_a_slow_stream_keeps_the_latest_hints_and_no_heap_of_them() -> None:
    ear = Ear()
    for number in range(1000):
        ear.hear(Hint("typing", {"number": number}))
    kept = [hint.data["number"] for hint in ear.hints()]
    assert kept == list(range(1000 - len(kept), 1000))
    assert len(kept) < 100

"""Who a message is for, and which conversation it belongs to."""

from cloak_messaging.envelopes import conversation_of, may_see


def test_two_people_have_one_conversation_whoever_begins() -> None:
    assert conversation_of("a", "b") == conversation_of("b", "a")


def test_other_pairs_have_other_conversations() -> None:
    ids = {conversation_of(*pair) for pair in (("a", "b"), ("a", "c"), ("b", "c"), ("ab", "c"))}
    assert len(ids) == 4


def test_a_message_that_reached_nobody_is_its_senders_alone() -> None:
    message = {"sender": "a", "recipient": "b", "reaches": False}
    assert may_see(message, "a")
    assert not may_see(message, "b")
    assert may_see(message | {"reaches": True}, "b")
    assert not may_see(message | {"reaches": True}, "c")

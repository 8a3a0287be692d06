"""Topics decode their own messages and nothing else."""

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserDisabled
from cloak_kit.contracts.topics import JOBS_FINISHED, TOPICS, USERS_CHANGED
from cloak_kit.errors import PoisonMessage


def test_a_message_survives_the_wire() -> None:
    message = UserChanged(user_id="ann", disabled=UserDisabled())
    assert USERS_CHANGED.decode(message.SerializeToString()) == message


def test_bytes_that_are_no_message_are_poison() -> None:
    with pytest.raises(PoisonMessage) as poison:
        JOBS_FINISHED.decode(b"\xff\xff\xff")
    assert poison.value.reason == "undecodable"


def test_every_topic_has_an_empty_message_for_an_empty_record() -> None:
    for topic in TOPICS:
        assert topic.decode(None) == topic.message()


def test_names_are_unique_and_so_are_those_of_the_dead_letters() -> None:
    names = [name for topic in TOPICS for name in (topic.name, topic.dead_letters)]
    assert len(names) == len(set(names))

"""How clients prove who they are to a broker."""

from cloak_kit.kafka.connection import client_options
from cloak_kit.settings import KafkaSettings
from pydantic import SecretStr


def test_a_user_proves_the_password_in_the_way_that_the_broker_knows() -> None:
    named = KafkaSettings(username="auth", password=SecretStr("x"), mechanism="SCRAM-SHA-512")
    assert client_options(named)["sasl_mechanism"] == "SCRAM-SHA-512"


def test_without_a_user_nothing_is_proved() -> None:
    assert "sasl_mechanism" not in client_options(KafkaSettings())

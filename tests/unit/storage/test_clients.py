"""A service is known by its token, whole and exact."""

import pytest
from cloak_storage.clients import Clients
from cloak_storage.errors import ServiceTokenInvalid
from pydantic import SecretStr

CLIENTS = Clients(
    {
        "gateway": [SecretStr("token-of-the-gateway"), SecretStr("its-former-token")],
        "worker": [SecretStr("other")],
    }
)


def test_each_service_is_known_by_its_token() -> None:
    assert CLIENTS.identify("token-of-the-gateway") == "gateway"
    assert CLIENTS.identify("its-former-token") == "gateway"
    assert CLIENTS.identify("other") == "worker"


@pytest.mark.parametrize("token", ["", "token-of-the-gatewa", "token-of-the-gateway ", "gateway"])
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(ServiceTokenInvalid):
        CLIENTS.identify(token)

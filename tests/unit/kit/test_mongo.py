"""The document store's client, as far as it needs no server."""

from cloak_kit.mongo import connect_mongo
from cloak_kit.settings import MongoSettings


async def test_no_wait_for_the_store_is_without_a_deadline() -> None:
    settings = MongoSettings(database="kit", operation_timeout_s=7, server_selection_timeout_s=3)
    async with connect_mongo(settings) as database:
        pool = database.client.options.pool_options
        waits = (pool.connect_timeout, pool.socket_timeout, pool.wait_queue_timeout)
        assert waits == (3, 7, 7)
        assert database.client.options.server_selection_timeout == 3

"""The gateway on the storage service itself instead of its double."""

import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from cloak_kit.settings import BlobSettings, MongoSettings
from cloak_local.kafka_access import KafkaAccess
from cloak_storage.app import build
from cloak_storage.settings import StorageSettings
from pydantic import SecretStr

from tests.integration.gateway.house import House, kafka_settings, photo
from tests.integration.gateway.serving import serving
from tests.plugins.backends import Mongo

pytestmark = pytest.mark.integration
TOKEN = secrets.token_urlsafe(16)


@pytest.fixture(scope="module")
async def stored(house: House, kafka: KafkaAccess, mongo: Mongo) -> AsyncIterator[House]:
    """A replica whose blobs lie in the real store."""
    settings = StorageSettings(
        port=0,
        kafka=kafka_settings(kafka, "storage"),
        mongo=MongoSettings(uri=SecretStr(mongo.uri), database=f"{mongo.database}_blobs"),
        tokens={"gateway": (SecretStr(TOKEN),)},
        master_keys=(SecretStr(base64.b64encode(secrets.token_bytes(32)).decode()),),
        consumer_group=f"cloak.storage.{secrets.token_hex(6)}",
    )
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(build(settings)))
        blobs = BlobSettings(url=url, token=SecretStr(TOKEN))
        yield await house.another(blobs=blobs)


async def test_a_picture_is_stored_read_by_its_owner_and_deleted(stored: House) -> None:
    ada, eve = await stored.person(), await stored.person()
    picture = photo(600, 400, "JPEG")
    upload = await ada.upload(picture)
    whole = await ada.http.get(f"/api/blobs/{upload}")
    assert whole.content == picture
    assert whole.headers["content-type"] == "image/jpeg"
    described = (await ada.http.get(f"/api/uploads/{upload}")).json()
    assert whole.headers["etag"] == f'"{described["sha256"]}"'
    assert described["expires_at"] > described["created_at"]
    part = await ada.http.get(f"/api/blobs/{upload}", headers={"Range": "bytes=-7"})
    assert (part.status_code, part.content) == (206, picture[-7:])
    beyond = await ada.http.get(f"/api/blobs/{upload}", headers={"Range": "bytes=9999999-"})
    assert beyond.status_code == 416
    same = {"If-None-Match": whole.headers["etag"]}
    assert (await ada.http.get(f"/api/blobs/{upload}", headers=same)).status_code == 304
    assert (await eve.http.get(f"/api/blobs/{upload}")).json()["code"] == "blob_not_found"
    preview = await ada.http.get(f"/api/blobs/{upload}/preview")
    assert preview.content.startswith(b"\xff\xd8")
    assert (await ada.http.delete(f"/api/uploads/{upload}")).status_code == 204
    assert (await ada.http.get(f"/api/blobs/{upload}")).status_code == 404


async def test_a_job_is_made_of_what_lies_there(stored: House) -> None:
    ada = await stored.person()
    job = await ada.embed(await ada.upload(), passphrase="long enough")
    info = await stored.parts.blobs.info(f"{job}.sealed")
    assert (info.kind, info.owner) == ("sealed", ada.id)
    assert info.expires_at is not None, "what no worker takes is not kept for ever"
    refused = await ada.http.get(f"/api/blobs/{job}.sealed")
    assert refused.json()["code"] == "blob_not_found", "only pictures are given out by name"

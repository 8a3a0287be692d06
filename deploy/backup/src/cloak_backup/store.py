"""The services' databases, as documents that are not decoded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database

from cloak_backup.plan import Copied
from cloak_backup.settings import BackupSettings

Documents = Collection[RawBSONDocument]
_RAW = CodecOptions(document_class=RawBSONDocument)


class Store:
    """Where the databases of all services are."""

    def __init__(self, client: MongoClient[dict[str, Any]], prefix: str) -> None:
        self._client, self._prefix = client, prefix

    @classmethod
    @contextmanager
    def connect(cls, settings: BackupSettings) -> Iterator["Store"]:
        """Keep a client for the length of the block; the first operation finds the server."""
        limit_ms = int(settings.operation_timeout_s * 1000)
        with MongoClient[dict[str, Any]](
            settings.mongo_uri.get_secret_value(),
            socketTimeoutMS=limit_ms,
            serverSelectionTimeoutMS=limit_ms,
            readConcernLevel="majority",  # what a fail-over could take back is not copied
            w="majority",
            journal=True,
        ) as client:
            yield cls(client, settings.database_prefix)

    def database(self, service: str) -> Database[dict[str, Any]]:
        """The database of a service."""
        return self._client[self._prefix + service.replace("-", "_")]

    def collection(self, copied: Copied) -> Documents:
        """A collection whose documents are bytes."""
        database = self.database(copied.service).with_options(codec_options=_RAW)
        return database[copied.collection]

    def names(self, service: str) -> list[str]:
        """The collections that a service has made."""
        names = self.database(service).list_collection_names()
        return sorted(name for name in names if not name.startswith("system."))

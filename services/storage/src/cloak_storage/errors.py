"""What storage refuses beyond the kit's errors."""

from cloak_kit.errors import CloakError, InvalidRequest, Unavailable


class ServiceTokenInvalid(CloakError):
    """The caller is no service that this one knows."""

    status, code, title = 401, "token_invalid", "The service token is not valid"

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: say which scheme is wanted."""
        return {"WWW-Authenticate": "Bearer"}


class RangeNotSatisfiable(CloakError):
    """The range begins behind the end of the blob."""

    status, code, title = 416, "range_not_satisfiable", "The range lies outside the blob"

    def __init__(self, *, size_bytes: int) -> None:
        super().__init__(extras={"size_bytes": size_bytes})
        self._size_bytes = size_bytes

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9110, 14.4: how long the blob is."""
        return {"Content-Range": f"bytes */{self._size_bytes}", "Accept-Ranges": "bytes"}


class UploadAborted(InvalidRequest):
    """The body ended before it was complete; nothing of it is kept."""

    code, title = "upload_aborted", "The upload ended before it was complete"


class UploadTooSlow(CloakError):
    """The body did not arrive in time; nothing of it is kept."""

    status, code, title = 408, "upload_too_slow", "The upload took too long"


class UploadsBusy(Unavailable):
    """As many uploads are under way as memory allows."""

    code, title = "uploads_busy", "Too many uploads are under way"


class BlobDamaged(CloakError):
    """The stored bytes are not those that were sealed: changed, cut off or missing."""

    code, title = "blob_damaged", "The stored blob is damaged"


class MasterKeyMissing(CloakError):
    """The blob was sealed under a master key that this process was not given."""

    code, title = "master_key_missing", "The blob's key is not there"


class StoreAway(Unavailable):
    """The database does not answer."""

    code, title = "store_unavailable", "The blobs cannot be reached for the moment"

"""What messaging asks of auth and storage, as small services of their own."""

import uuid
from datetime import UTC, datetime, timedelta

import jwt
from cloak_kit.blobs import READER_HEADER, BlobInfo
from cloak_kit.errors import BlobNotFound
from cloak_kit.problems import install_problem_handlers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from jwt.algorithms import OKPAlgorithm

BLOB_TOKEN = "a-service-token"


class Keys:
    """A signing key, its JWKS, and the tokens made with it."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.app = FastAPI()
        jwk = OKPAlgorithm.to_jwk(self._key.public_key(), as_dict=True) | {"kid": "k1"}

        @self.app.get("/.well-known/jwks.json")
        async def jwks() -> dict[str, object]:
            return {"keys": [jwk]}

    def token(self, user: str, username: str, *, lives_s: float = 900) -> str:
        """Return an access token as auth makes them."""
        at = datetime.now(UTC)
        claims = {
            "iss": "image-cloak-auth",
            "aud": "image-cloak",
            "sub": user,
            "username": username,
            "role": "user",
            "sid": "s1",
            "jti": uuid.uuid4().hex,
            "iat": at,
            "exp": at + timedelta(seconds=lives_s),
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": "k1"})


class Pictures:
    """Blobs without their bytes: who owns them and who may read them."""

    def __init__(self) -> None:
        self.blobs: dict[str, BlobInfo] = {}
        self.app = FastAPI()
        install_problem_handlers(self.app)

        @self.app.get("/blobs/{name}/info")
        async def info(name: str, request: Request) -> BlobInfo:
            return self._readable(name, request)

        @self.app.post("/blobs/{name}/readers")
        async def share(name: str, request: Request) -> BlobInfo:
            found = self._readable(name, request)
            readers = sorted({*found.readers, *(await request.json())["add"]})
            self.blobs[name] = found.model_copy(update={"readers": readers})
            return self.blobs[name]

    def put(self, owner: str, media_type: str = "image/png") -> str:
        """Add a blob and return its name."""
        name = f"u-{uuid.uuid4().hex}"
        self.blobs[name] = BlobInfo(
            name=name,
            kind="upload",
            owner=owner,
            readers=[],
            media_type=media_type,
            size_bytes=10,
            sha256="0" * 64,
            created_at=datetime.now(UTC),
        )
        return name

    def _readable(self, name: str, request: Request) -> BlobInfo:
        assert request.headers["authorization"] == f"Bearer {BLOB_TOKEN}"
        found, reader = self.blobs.get(name), request.headers.get(READER_HEADER)
        if found is None or (reader and reader not in {found.owner, *found.readers}):
            raise BlobNotFound
        return found

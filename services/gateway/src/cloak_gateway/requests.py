"""What is asked for, once parsed: the same whether it came as JSON or as a form."""

import base64
import binascii
import hashlib
from typing import Literal, Self

import cloak_codec as codec
from cloak_kit.errors import InvalidRequest
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from cloak_gateway import filenames
from cloak_gateway.errors import PassphraseTooShort, PayloadAmbiguous, PayloadMissing
from cloak_gateway.resources import ModeName

_BLOB_ID = r"^[A-Za-z0-9._-]{1,128}$"


class EmbedFields(BaseModel):
    """The fields of an embed request; a file comes beside them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cover: str = Field(pattern=_BLOB_ID)
    mode: ModeName
    text: str | None = Field(default=None, repr=False)
    sealed: str | None = Field(default=None, repr=False, description="base64 of sealed bytes")
    passphrase: SecretStr | None = None
    output: Literal["png", "jpeg"] = "png"
    channel: Literal["lossless", "chat"] = "chat"

    @model_validator(mode="after")
    def _jpeg_keeps_bits_not_pictures(self) -> Self:
        if self.mode == "image" and self.output != "png":
            raise ValueError("output jpeg is for mode robust")
        return self


class ExtractFields(BaseModel):
    """The fields of an extract request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str = Field(pattern=_BLOB_ID)

    def fingerprint_parts(self) -> dict[str, str | None]:
        """Everything by which two requests differ."""
        return {"kind": "extract", "image": self.image}


class OpenFields(BaseModel):
    """What opens a message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    passphrase: SecretStr | None = None


class EmbedRequest(BaseModel):
    """One thing to hide in one cover: either a payload, or what the client has sealed itself."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    fields: EmbedFields
    payload: codec.Payload | None = Field(repr=False)
    sealed: bytes | None = Field(repr=False)

    @property
    def passphrase(self) -> str | None:
        """The passphrase, if there is one."""
        secret = self.fields.passphrase
        return None if secret is None else secret.get_secret_value()

    def fingerprint_parts(self) -> dict[str, str | None]:
        """Everything by which two requests differ; the content as its hash."""
        fields = self.fields
        parts: dict[str, str | None] = {
            "kind": "embed",
            "cover": fields.cover,
            "mode": fields.mode,
            "output": fields.output,
            "channel": fields.channel,
            "passphrase": self.passphrase,
            "payload": type(self.payload).__name__ if self.payload else "sealed",
        }
        match self.payload:
            case codec.Text(text):
                content = text.encode()
            case codec.File(name, media_type, content) | codec.Picture(name, media_type, content):
                parts |= {"name": name, "media_type": media_type}
            case None:
                content = self.sealed or b""
        return parts | {"content": hashlib.sha256(content).hexdigest()}


def embed_request(
    fields: EmbedFields,
    file: codec.File | codec.Picture | None,
    *,
    passphrase_min_characters: int,
) -> EmbedRequest:
    """Put the parts together.

    Raises PayloadMissing, PayloadAmbiguous, PassphraseTooShort, InvalidRequest.
    """
    given = [part for part in (fields.text, fields.sealed, file) if part is not None]
    if not given:
        raise PayloadMissing
    if len(given) > 1:
        raise PayloadAmbiguous
    passphrase = fields.passphrase
    if passphrase is not None:
        if fields.sealed is not None:
            raise InvalidRequest("a sealed payload takes no passphrase")
        if len(passphrase.get_secret_value()) < passphrase_min_characters:
            raise PassphraseTooShort(f"at least {passphrase_min_characters} characters")
    text = None if fields.text is None else codec.Text(fields.text)
    sealed = None if fields.sealed is None else _unarmoured(fields.sealed)
    return EmbedRequest(fields=fields, payload=text or file, sealed=sealed)


def payload_file(filename: str, media_type: str, content: bytes) -> codec.File | codec.Picture:
    """A file to hide; one that is declared a picture stays one for its reader."""
    name = filenames.cleaned(filename, fallback="file")
    kind = codec.Picture if media_type.lower().startswith("image/") else codec.File
    return kind(name, media_type, content)


def _unarmoured(text: str) -> bytes:
    try:
        sealed = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise InvalidRequest("sealed is not base64") from error
    if not sealed:
        raise InvalidRequest("sealed is empty")
    return sealed

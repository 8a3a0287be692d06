"""What is asked for, once parsed: the same whether it came as JSON or as a form."""

import base64
import binascii
import hashlib
from typing import Literal, Self

import cloak_codec as codec
from cloak_codec.keys import KEY_BYTES
from cloak_kit.errors import InvalidRequest
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from cloak_gateway import filenames
from cloak_gateway.errors import (
    PassphraseTooShort,
    PayloadAmbiguous,
    PayloadMissing,
    codec_refusals,
)
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
    output: Literal["auto", "png", "jpeg"] = "auto"
    channel: str | None = Field(
        default=None,
        description="How the picture will travel: `lossless`, `chat`, `social`, or steps such as "
        "`resize:0.5,jpeg:50`.",
    )
    rate: float | None = Field(default=None, description="bits for each value, in `covert`")
    placement: str | None = Field(
        default=None,
        repr=False,
        description="base64 of the placement key that goes with `sealed`, in `covert`",
    )

    @model_validator(mode="after")
    def _jpeg_keeps_no_single_values(self) -> Self:
        inlaid = self.mode == "covert" or (self.mode == "image" and self.channel == "lossless")
        if inlaid and self.output == "jpeg":
            raise ValueError("output jpeg is for what survives it: robust, and image on a channel")
        return self


class ExtractFields(BaseModel):
    """The fields of an extract request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str = Field(pattern=_BLOB_ID)
    passphrase: SecretStr | None = Field(
        default=None, description="finds covert messages; `open` asks for it again"
    )
    placement: str | None = Field(
        default=None, repr=False, description="base64 of the passphrase's placement key, instead"
    )

    def fingerprint_parts(self) -> dict[str, str | None]:
        """Everything by which two requests differ."""
        return {
            "kind": "extract",
            "image": self.image,
            "passphrase": _revealed(self.passphrase),
            "placement": self.placement,
        }


class VerifyFields(BaseModel):
    """The field of a verification."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str = Field(pattern=_BLOB_ID)


class ExtractRequest(BaseModel):
    """A picture to look into, and what finds a covert message in it."""

    model_config = ConfigDict(frozen=True)

    fields: ExtractFields
    placement: bytes | None = Field(repr=False)

    @property
    def passphrase(self) -> str | None:
        """The passphrase, if there is one."""
        return _revealed(self.fields.passphrase)


class OpenFields(BaseModel):
    """What opens a message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    passphrase: SecretStr | None = None


class EmbedRequest(BaseModel):
    """One thing to hide in one cover: either a payload, or what the client has sealed itself."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    fields: EmbedFields
    way: codec.Way
    placement: bytes | None = Field(repr=False)
    payload: codec.Payload | None = Field(repr=False)
    sealed: bytes | None = Field(repr=False)

    @property
    def passphrase(self) -> str | None:
        """The passphrase, if there is one."""
        return _revealed(self.fields.passphrase)

    def fingerprint_parts(self) -> dict[str, str | None]:
        """Everything by which two requests differ; the content as its hash."""
        fields = self.fields
        parts: dict[str, str | None] = {
            "kind": "embed",
            "cover": fields.cover,
            "mode": fields.mode,
            "output": fields.output,
            "channel": self.way.channel,
            "rate": None if fields.rate is None else repr(fields.rate),
            "placement": fields.placement,
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

    Raises PayloadMissing, PayloadAmbiguous, PassphraseTooShort, InvalidChannel, InvalidRate,
    InvalidRequest.
    """
    with codec_refusals():
        way = codec.Way.checked(codec.Mode(fields.mode), fields.channel, fields.rate)
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
    if fields.placement is not None and (fields.sealed is None or fields.mode != "covert"):
        raise InvalidRequest("a placement goes with a sealed payload in covert")
    return EmbedRequest(
        fields=fields,
        way=way,
        placement=_placement(fields.placement),
        payload=text or file,
        sealed=None if fields.sealed is None else _unarmoured(fields.sealed, "sealed"),
    )


def extract_request(fields: ExtractFields) -> ExtractRequest:
    """Put the parts together; raises InvalidRequest."""
    if fields.passphrase is not None and fields.placement is not None:
        raise InvalidRequest("give either a passphrase or its placement")
    return ExtractRequest(fields=fields, placement=_placement(fields.placement))


def payload_file(filename: str, media_type: str, content: bytes) -> codec.File | codec.Picture:
    """A file to hide; one that is declared a picture stays one for its reader."""
    name = filenames.cleaned(filename, fallback="file")
    kind = codec.Picture if media_type.lower().startswith("image/") else codec.File
    return kind(name, media_type, content)


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _placement(text: str | None) -> bytes | None:
    if text is None:
        return None
    key = _unarmoured(text, "placement")
    if len(key) != KEY_BYTES:
        raise InvalidRequest(f"a placement has {KEY_BYTES} bytes")
    return key


def _unarmoured(text: str, name: str) -> bytes:
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise InvalidRequest(f"{name} is not base64") from error
    if not content:
        raise InvalidRequest(f"{name} is empty")
    return content

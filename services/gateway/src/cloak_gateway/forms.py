"""multipart/form-data taken from the stream: the file to a spool, the fields bounded."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloak_kit.errors import BodyTooLarge, InvalidRequest, InvalidUtf8
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from cloak_gateway.spool import Spool

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MOST_FIELDS = 16


@dataclass(frozen=True, slots=True)
class FormFile:
    """A part that is a file; the name is the sender's word."""

    filename: str
    media_type: str
    spool: Spool


@dataclass(slots=True)
class Form:
    """The fields by name, and the one file."""

    fields: dict[str, str] = field(default_factory=dict)
    file: FormFile | None = None


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    data: bytearray = field(default_factory=bytearray)
    file: FormFile | None = None


class FormReader:
    """Reads one form; make it anew for each request."""

    def __init__(self, new_spool: Callable[[], Spool], *, field_limit_bytes: int) -> None:
        """`new_spool` is asked for at most one spool, which the caller closes."""
        self._new_spool = new_spool
        self._field_limit_bytes = field_limit_bytes
        self._form = Form()
        self._part = _Part()
        self._header_name, self._header_value = bytearray(), bytearray()
        self._fresh: list[tuple[Spool, bytes]] = []
        self._ended = False

    async def read(self, content_type: str, stream: AsyncIterator[bytes]) -> Form:
        """Return the form; raises InvalidRequest, InvalidUtf8, BodyTooLarge."""
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if not boundary:
            raise InvalidRequest("the form's Content-Type names no boundary")
        try:
            parser = MultipartParser(boundary, self._callbacks())
            async for chunk in stream:
                parser.write(chunk)
                for spool, data in self._fresh:
                    await spool.write(data)
                self._fresh.clear()
            parser.finalize()
        except FormParserError as error:
            raise InvalidRequest("the form is malformed") from error
        if not self._ended:
            raise InvalidRequest("the form breaks off")
        return self._form

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_part_begin(self) -> None:
        self._part = _Part()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._part.headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _on_headers_finished(self) -> None:
        disposition = self._part.headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        if b"name" not in options:
            raise InvalidRequest("a part of the form has no name")
        self._part.name = _text(options[b"name"])
        if b"filename" in options:
            self._begin_file(_text(options[b"filename"]))

    def _begin_file(self, filename: str) -> None:
        if self._part.name != "file" or self._form.file is not None:
            raise InvalidRequest("the form takes one file, in a part called file")
        declared = self._part.headers.get(b"content-type", b"application/octet-stream")
        media_type = declared.decode("latin-1").strip()
        self._part.file = self._form.file = FormFile(filename, media_type, self._new_spool())

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.file is not None:
            self._fresh.append((self._part.file.spool, data[start:end]))
            return
        self._part.data += data[start:end]
        if len(self._part.data) > self._field_limit_bytes:
            raise BodyTooLarge(limit_bytes=self._field_limit_bytes)

    def _on_part_end(self) -> None:
        if self._part.file is not None:
            return
        if self._part.name in self._form.fields:
            raise InvalidRequest("a field of the form is given twice")
        if len(self._form.fields) == _MOST_FIELDS:
            raise InvalidRequest(f"a form has at most {_MOST_FIELDS} fields")
        self._form.fields[self._part.name] = _text(bytes(self._part.data))

    def _on_end(self) -> None:
        self._ended = True


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise InvalidUtf8 from error

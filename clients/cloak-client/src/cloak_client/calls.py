"""One call of the API, written down before it is sent."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from cloak_client.retries import SAFE_METHODS

Content = bytes | Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Call:
    """A request that can be sent more than once: its body is bytes, or opened anew each time.

    ``repeatable`` says that sending it twice does what sending it once does; None: the method says.
    """

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: Content | None = None
    authenticated: bool = True
    repeatable: bool | None = None
    deadline_s: float | None = None
    read_timeout_s: float | None = None
    accepted: frozenset[int] = frozenset()

    @property
    def may_repeat(self) -> bool:
        """True if a lost answer is no reason not to ask again."""
        return self.method in SAFE_METHODS if self.repeatable is None else self.repeatable

    def with_json(self, body: Mapping[str, Any]) -> Call:
        """The same call with a JSON body; fields that are None are left out."""
        said = {key: value for key, value in body.items() if value is not None}
        headers = {**self.headers, "Content-Type": "application/json"}
        return replace(self, content=json.dumps(said).encode(), headers=headers)

    def with_form(self, fields: Mapping[str, Any], file: FormFile) -> Call:
        """The same call as multipart/form-data, the same bytes each time it is sent."""
        request = httpx.Request(
            self.method,
            "http://form",
            data={key: str(value) for key, value in _given(fields).items()},
            files={"file": (file.name, file.content, file.media_type)},
            headers={"Content-Type": f"multipart/form-data; boundary={uuid.uuid4().hex}"},
        )
        headers = {**self.headers, "Content-Type": request.headers["Content-Type"]}
        return replace(self, content=request.read(), headers=headers)

    def without_login(self) -> Call:
        """The same call without a token."""
        return replace(self, authenticated=False)

    def safe_to_repeat(self) -> Call:
        """The same call, known to do no more when it is sent twice."""
        return replace(self, repeatable=True)

    def unless_still(self, etag: str | None) -> Call:
        """The same call, answered 304 if the thing has not changed since it had this ETag."""
        if etag is None:
            return self
        headers = {**self.headers, "If-None-Match": etag}
        return replace(self, headers=headers, accepted=frozenset({304}))

    def with_key(self, idempotency_key: str | None) -> Call:
        """The same call, safe to repeat because the server knows it by its key."""
        headers = {**self.headers, "Idempotency-Key": idempotency_key or uuid.uuid4().hex}
        return replace(self, headers=headers, repeatable=True)


@dataclass(frozen=True, slots=True)
class FormFile:
    """The file of a form."""

    name: str
    media_type: str
    content: bytes


def get(path: str, **params: Any) -> Call:
    """A GET; parameters that are None are left out."""
    return Call("GET", path, params=_given(params))


def post(path: str, **body: Any) -> Call:
    """A POST with a JSON body, or with none if nothing is given."""
    call = Call("POST", path)
    return call.with_json(body) if body else call


def patch(path: str, **body: Any) -> Call:
    """A PATCH of the given fields; setting a field twice is setting it once."""
    return Call("PATCH", path, repeatable=True).with_json(body)


def delete(path: str) -> Call:
    """A DELETE."""
    return Call("DELETE", path)


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in params.items() if value is not None}

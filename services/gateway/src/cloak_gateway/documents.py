"""One OpenAPI document of everything under this origin, the services behind it included."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from cloak_kit.errors import BodyTooLarge, CloakError, RateLimited, Unavailable
from cloak_kit.problems import declared

from cloak_gateway.bodies import BodyTooSlow
from cloak_gateway.passing import Passing

log = structlog.get_logger(__name__)
Schema = dict[str, Any]
_SOURCES = {"auth": "/api/auth/openapi.json", "messaging": "/api/openapi.json"}
_FRESH_S = 60.0
_RETRY_S = 2.0  # readers who queued behind a slow failure do not repeat it
_PUBLIC = ("/api/", "/.well-known/")
SIGN_IN_PATHS = ("/api/auth/login", "/api/auth/register", "/api/auth/session")
_SCHEMAS = "#/components/schemas/"


class ApiDocument:
    """Asks the services for theirs once a minute; while one is away, what it said last stands."""

    def __init__(self, own: Callable[[], Schema], passing: Passing) -> None:
        self._own = own
        self._passing = passing
        self._known: dict[str, Schema] = {}
        self._ask_again_at = float("-inf")
        self._lock = asyncio.Lock()

    async def read(self) -> Schema:
        """The whole document, or as much of it as is known."""
        async with self._lock:
            if time.monotonic() > self._ask_again_at:
                answered = await asyncio.gather(*(self._ask(name) for name in _SOURCES))
                pause_s = _FRESH_S if all(answered) else _RETRY_S
                self._ask_again_at = time.monotonic() + pause_s
        whole = self._own()
        for name, document in self._known.items():
            whole = merged(whole, with_our_answers(document), prefix=name.title())
        return whole

    async def _ask(self, name: str) -> bool:
        try:
            self._known[name] = json.loads(await self._passing.document(name, _SOURCES[name]))
        except (Unavailable, ValueError) as error:
            log.warning("document.missing", service=name, reason=type(error).__name__)
            return False
        return True


def with_our_answers(document: Schema) -> Schema:
    """What the gateway may answer in a service's place, declared on each of its operations."""
    paths = {
        path: {method: _also_ours(path, operation) for method, operation in operations.items()}
        for path, operations in document.get("paths", {}).items()
    }
    return {**document, "paths": paths}


def _also_ours(path: str, operation: Schema) -> Schema:
    errors: list[type[CloakError]] = [Unavailable]
    if "requestBody" in operation:
        errors += (BodyTooLarge, BodyTooSlow)
        if path in SIGN_IN_PATHS:
            errors.append(RateLimited)
    answers = dict(operation.get("responses", {}))
    for status, ours in declared(*errors).items():
        theirs = answers.get(str(status))
        if theirs is None:
            answers[str(status)] = ours
        elif ours["description"] not in theirs["description"]:
            both = f"{theirs['description']} · {ours['description']}"
            answers[str(status)] = {**theirs, "description": both}
    return {**operation, "responses": answers}


def merged(whole: Schema, other: Schema, *, prefix: str) -> Schema:
    """Both documents in one; a schema whose name means something else already gets the prefix."""
    ours = whole.get("components", {})
    theirs = other.get("components", {})
    known = ours.get("schemas", {})
    renamed = {
        name: f"{prefix}{name}"
        for name, schema in theirs.get("schemas", {}).items()
        if known.get(name, schema) != schema
    }
    other = _with_references(other, {_SCHEMAS + k: _SCHEMAS + v for k, v in renamed.items()})
    theirs = other.get("components", {})
    schemas = {renamed.get(k, k): v for k, v in theirs.get("schemas", {}).items()}
    paths = {p: v for p, v in other.get("paths", {}).items() if p.startswith(_PUBLIC)}
    components = {
        **ours,
        "schemas": {**schemas, **known},
        "securitySchemes": {
            **theirs.get("securitySchemes", {}),
            **ours.get("securitySchemes", {}),
        },
    }
    return {**whole, "paths": {**paths, **whole.get("paths", {})}, "components": components}


def _with_references(value: Any, renamed: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: renamed.get(found, found)
            if key == "$ref" and isinstance(found, str)
            else _with_references(found, renamed)
            for key, found in value.items()
        }
    if isinstance(value, list):
        return [_with_references(found, renamed) for found in value]
    return value

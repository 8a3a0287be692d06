"""The skeleton of every HTTP service: problems, ids, limits, health, ordered open and close."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from prometheus_client import disable_created_metrics

from cloak_kit import health
from cloak_kit.background import beside
from cloak_kit.builds import tell_build
from cloak_kit.health import Readiness, watch_readiness
from cloak_kit.looplag import watch_loop_lag
from cloak_kit.problems import Problem, install_problem_handlers
from cloak_kit.requests import BodyLimit, RequestContext, http_metrics
from cloak_kit.tracing.requests import TracedRequests

Open = Callable[[FastAPI, AsyncExitStack], Awaitable[None]]
_JSON_LIMIT_BYTES = 1 << 20


def create_app(
    service: str,
    *,
    title: str,
    open_parts: Open,
    body_limit_bytes: int = _JSON_LIMIT_BYTES,
    larger_bodies: dict[str, int] | None = None,
    api_prefix: str = "",
    is_public: bool = False,
) -> FastAPI:
    """Build an application whose parts are opened in order by `open_parts` and closed in reverse.

    `open_parts(app, stack)` connects what the routes need, puts it on `app.state` and adds checks
    to `app.state.readiness`. OpenAPI lies under `<api_prefix>/openapi.json`, its page under
    `<api_prefix>/docs`. A public application is asked by anybody, and not by our services alone.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tell_build(service)
        readiness = app.state.readiness
        async with AsyncExitStack() as stack:
            for name, watch in (
                ("loop lag", watch_loop_lag(service)),
                ("readiness", watch_readiness(service, readiness)),
            ):
                await stack.enter_async_context(beside(watch, name=name))
            await open_parts(app, stack)
            yield

    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        openapi_url=f"{api_prefix}/openapi.json",
        docs_url=f"{api_prefix}/docs",
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.readiness = Readiness()
    # A second series for each counter, which nobody reads.
    disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotation
    app.add_middleware(BodyLimit, limit_bytes=body_limit_bytes, larger=larger_bodies)
    app.add_middleware(RequestContext, metrics=http_metrics(service))
    app.add_middleware(TracedRequests, is_public=is_public)
    install_problem_handlers(app)
    app.include_router(health.router)
    _document_problems(app)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _document_problems(app: FastAPI) -> None:
    """Put the Problem schema into OpenAPI, and in place of FastAPI's own 422 body."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = schema.setdefault("components", {}).setdefault("schemas", {})
        components["Problem"] = Problem.model_json_schema()
        for name in ("HTTPValidationError", "ValidationError"):
            components.pop(name, None)
        invalid = {
            "description": "`invalid_request` The request is not valid",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for operations in schema["paths"].values():
            for operation in operations.values():
                content = operation.get("responses", {}).get("422", {}).get("content", {})
                if "application/json" in content:
                    operation["responses"]["422"] = invalid
        app.openapi_schema = schema
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend OpenAPI

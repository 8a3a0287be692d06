"""What a browser gets: the web app or a plain page, and the API's description."""

from importlib.resources import files
from pathlib import Path

from cloak_gateway.documents import ApiDocument
from cloak_gateway.headers import DOCS_POLICY
from cloak_gateway.settings import GatewaySettings
from cloak_gateway.site import Site
from cloak_kit.errors import NotFound
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Match, Route
from starlette.types import Scope

_STATIC = Path(str(files("cloak_gateway"))) / "static"
_SWAGGER = Path(str(files("fastapi_swagger"))) / "resources"
_DOCS_FILES = {
    "docs.js": _STATIC / "docs" / "docs.js",
    "icon.svg": _STATIC / "docs" / "icon.svg",
    "swagger-ui.css": _SWAGGER / "swagger-ui.css",
    "swagger-ui-bundle.js": _SWAGGER / "swagger-ui-bundle.js",
}
_READ = ["GET", "HEAD"]
_NO_PAGES = ("/api", "/.well-known", "/metrics", "/healthz", "/readyz")


class PageRoute(Route):
    """Takes what is read outside the API, and leaves all else to the API's own refusals."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match a GET or HEAD of a path that is no other route's kind of path."""
        match, child_scope = super().matches(scope)
        path = scope.get("path", "")
        if match is not Match.FULL or any(f"{path}/".startswith(f"{p}/") for p in _NO_PAGES):
            return Match.NONE, {}
        return match, {**child_scope, "route": self}  # for the metrics: paths are anybody's words


def install_pages(app: FastAPI, settings: GatewaySettings) -> None:
    """Serve the pages, in place of FastAPI's own, which load from other hosts."""
    replaced = {app.openapi_url, app.docs_url, app.swagger_ui_oauth2_redirect_url}
    app.router.routes[:] = [
        route for route in app.router.routes if getattr(route, "path", None) not in replaced
    ]
    app.include_router(_docs())
    site = Site(settings.web_folder, _STATIC / "page")
    app.router.routes.append(PageRoute("/{path:path}", site.answer, methods=_READ))


def _docs() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/docs", methods=_READ)
    async def docs() -> FileResponse:
        headers = {"Content-Security-Policy": DOCS_POLICY, "Cache-Control": "no-cache"}
        return FileResponse(_STATIC / "docs" / "docs.html", headers=headers)

    @router.api_route("/api/docs/{name}", methods=_READ)
    async def docs_file(name: str) -> FileResponse:
        if name not in _DOCS_FILES:
            raise NotFound
        return FileResponse(_DOCS_FILES[name], headers={"Cache-Control": "no-cache"})

    @router.api_route("/api/openapi.json", methods=_READ)
    async def openapi(request: Request) -> JSONResponse:
        document: ApiDocument = request.app.state.document
        return JSONResponse(await document.read(), headers={"Cache-Control": "no-cache"})

    return router

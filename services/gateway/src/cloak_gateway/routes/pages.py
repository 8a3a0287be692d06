"""What a browser gets: the web app or a plain page, and the API's description."""

from importlib.resources import files
from pathlib import Path

from cloak_gateway.documents import ApiDocument
from cloak_gateway.headers import DOCS_POLICY
from cloak_gateway.settings import GatewaySettings
from cloak_kit.errors import NotFound
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import FileResponse, JSONResponse
from starlette.staticfiles import StaticFiles

_STATIC = Path(str(files("cloak_gateway"))) / "static"
_SWAGGER = Path(str(files("fastapi_swagger"))) / "resources"
_DOCS_FILES = {
    "docs.js": _STATIC / "docs.js",
    "swagger-ui.css": _SWAGGER / "swagger-ui.css",
    "swagger-ui-bundle.js": _SWAGGER / "swagger-ui-bundle.js",
}


def install_pages(app: FastAPI, settings: GatewaySettings) -> None:
    """Serve the pages, in place of FastAPI's own, which load from other hosts."""
    replaced = {app.openapi_url, app.docs_url, app.swagger_ui_oauth2_redirect_url}
    app.router.routes[:] = [
        route for route in app.router.routes if getattr(route, "path", None) not in replaced
    ]
    app.include_router(_router(settings.web_folder or _STATIC))
    assets = (settings.web_folder or _STATIC) / "assets"
    app.mount("/assets", StaticFiles(directory=assets), name="assets")


def _router(folder: Path) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def index() -> FileResponse:
        return FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})

    @router.get("/api/docs")
    async def docs() -> FileResponse:
        headers = {"Content-Security-Policy": DOCS_POLICY, "Cache-Control": "no-cache"}
        return FileResponse(_STATIC / "docs.html", headers=headers)

    @router.get("/api/docs/{name}")
    async def docs_file(name: str) -> FileResponse:
        if name not in _DOCS_FILES:
            raise NotFound
        return FileResponse(_DOCS_FILES[name], headers={"Cache-Control": "no-cache"})

    @router.get("/api/openapi.json")
    async def openapi(request: Request) -> JSONResponse:
        document: ApiDocument = request.app.state.document
        return JSONResponse(await document.read(), headers={"Cache-Control": "no-cache"})

    return router

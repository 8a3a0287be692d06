"""The web app, as the gateway serves its build."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integration.gateway.house import House

pytestmark = pytest.mark.integration
PAGE = "<!doctype html><title>the app</title>"
SCRIPT = "console.log('the app')"
A_BROWSERS = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as Vite leaves it, with a secret beside it."""
    around = tmp_path_factory.mktemp("web")
    folder = around / "dist"
    files = {
        "index.html": PAGE,
        "favicon.svg": "<svg/>",
        "robots.txt": "User-agent: *",
        "app.webmanifest": "{}",
        "samples/hill.JPG": "a picture",
        "assets/app-1a2b.js": SCRIPT,
        "assets/app-1a2b.css": "a {}",
        "assets/plain-3c4d.js": "1",
        ".vite/manifest.json": "{}",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    (folder / "assets/app-1a2b.js.br").write_bytes(b"as brotli")
    (folder / "assets/app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (around / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(around / "secret.txt")
    return folder


@pytest.fixture(scope="module")
async def nobody(house: House, build: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in, at a gateway that has a build."""
    serving = await house.beside(house.settings.model_copy(update={"web_folder": build}))
    async with httpx.AsyncClient(base_url=serving.url, headers={"Accept-Encoding": ""}) as nobody:
        yield nobody


async def test_the_page_is_never_kept_whoever_asks(nobody: httpx.AsyncClient) -> None:
    for path in ("/", "/index.html"):
        for accept in ("*/*", A_BROWSERS, "application/json"):
            page = await nobody.get(path, headers={"Accept": accept})
            assert (page.status_code, page.text) == (200, PAGE)
            assert page.headers["cache-control"] == "no-store"
            assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/hide", "/conversations/c-1", "/a/b/c?x=1", "/apiary", "/x.png"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_path_of_the_app_shows_the_app(
    nobody: httpx.AsyncClient, path: str, method: str
) -> None:
    page = await nobody.request(method, path, headers={"Accept": A_BROWSERS})
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text == (PAGE if method == "GET" else "")


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", "/hide", "*/*"),
        ("GET", "/hide", "application/json"),
        ("POST", "/hide", A_BROWSERS),
        ("GET", "/assets/gone-5e6f.js", A_BROWSERS),
        ("GET", "/assets/", A_BROWSERS),
        ("GET", "/assets", A_BROWSERS),
        ("GET", "/api", A_BROWSERS),
        ("GET", "/api/nothing", A_BROWSERS),
        ("GET", "/.well-known/nothing", A_BROWSERS),
        ("GET", "/.vite/manifest.json", A_BROWSERS),
        ("GET", "/..%2fsecret.txt", A_BROWSERS),
        ("GET", "/%00", A_BROWSERS),
        ("GET", "/link.txt", "*/*"),
        ("GET", "/" + "x" * 5000, "*/*"),
    ],
)
async def test_what_is_neither_a_file_nor_a_page_is_not_found(
    nobody: httpx.AsyncClient, method: str, path: str, accept: str
) -> None:
    lost = await nobody.request(method, path, headers={"Accept": accept})
    assert lost.status_code == 404
    assert lost.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_what_watches_the_service_is_no_page(nobody: httpx.AsyncClient, path: str) -> None:
    asked = await nobody.get(path, headers={"Accept": A_BROWSERS})
    assert not asked.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "media_type", "caching"),
    [
        ("/assets/app-1a2b.js", "text/javascript; charset=utf-8", "immutable"),
        ("/assets/app-1a2b.css", "text/css; charset=utf-8", "immutable"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
        ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/app.webmanifest", "application/manifest+json", "no-cache"),
        ("/samples/hill.JPG", "image/jpeg", "no-cache"),
    ],
)
async def test_a_file_is_what_it_is_and_may_be_kept_as_its_name_allows(
    nobody: httpx.AsyncClient, path: str, media_type: str, caching: str
) -> None:
    for accept in ("*/*", A_BROWSERS):
        file = await nobody.get(path, headers={"Accept": accept})
        assert file.status_code == 200
        assert file.headers["content-type"] == media_type
        assert caching in file.headers["cache-control"]
        assert file.headers["x-content-type-options"] == "nosniff"
        known = await nobody.get(path, headers={"If-None-Match": file.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["cache-control"] == file.headers["cache-control"]


async def test_a_worker_may_load_what_the_page_may(nobody: httpx.AsyncClient) -> None:
    page, script = await nobody.get("/"), await nobody.get("/assets/app-1a2b.js")
    policy = page.headers["content-security-policy"]
    assert script.headers["content-security-policy"] == policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for what in ("script-src", "style-src", "connect-src", "worker-src", "manifest-src"):
        assert rules[what] == "'self'"
    assert set(rules["img-src"].split()) == {"'self'", "blob:", "data:"}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", None),
        ("br;q=0.0, gzip; q=0", None),
        ("", None),
    ],
)
async def test_a_compressed_file_goes_to_whom_it_can_be_read_by(
    nobody: httpx.AsyncClient, accepted: str, coding: str | None
) -> None:
    headers = {"Accept-Encoding": accepted}
    async with nobody.stream("GET", "/assets/app-1a2b.js", headers=headers) as file:
        raw = b"".join([chunk async for chunk in file.aiter_raw()])
    assert file.headers.get("content-encoding") == coding
    assert file.headers["vary"] == "Accept-Encoding"
    assert file.headers["content-type"] == "text/javascript; charset=utf-8"
    assert file.headers["content-length"] == str(len(raw))
    as_coded = {"br": b"as brotli", None: SCRIPT.encode()}
    assert (gzip.decompress(raw) if coding == "gzip" else raw) == as_coded.get(
        coding, SCRIPT.encode()
    )


async def test_a_file_that_is_only_there_as_it_is_does_not_vary(nobody: httpx.AsyncClient) -> None:
    file = await nobody.get("/assets/plain-3c4d.js", headers={"Accept-Encoding": "br, gzip"})
    assert "vary" not in file.headers
    assert "content-encoding" not in file.headers


async def test_a_build_is_served_from_when_it_is_there(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "later"
    early = await house.beside(house.settings.model_copy(update={"web_folder": folder}))
    async with httpx.AsyncClient(base_url=early.url) as nobody:
        plain = await nobody.get("/")
        assert (plain.status_code, "Image Cloak" in plain.text) == (200, True)
        assert (await nobody.get("/hide", headers={"Accept": A_BROWSERS})).status_code == 404
        folder.mkdir()
        (folder / "index.html").write_text(PAGE)
        assert (await nobody.get("/")).text == PAGE


async def test_pages_have_one_place_in_the_metrics(nobody: httpx.AsyncClient) -> None:
    await nobody.get("/somebody/was/here", headers={"Accept": A_BROWSERS})
    text = (await nobody.get("/metrics")).text
    assert 'route="/{path:path}"' in text
    assert "somebody" not in text

"""What a User-Agent is called in the list of sessions."""

import pytest
from cloak_auth.devices import device_of

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "(Macintosh; Intel Mac OS X 10_15_7)"
WINDOWS = "(Windows NT 10.0; Win64; x64)"
PIXEL = "(Linux; Android 14; Pixel 8)"
IPHONE = "(iPhone; CPU iPhone OS 17_5 like Mac OS X)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            f"{MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            "Firefox on Linux",
        ),
        (
            f"{MOZILLA} (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
            "Firefox on Android",
        ),
        (
            f"{MOZILLA} {IPHONE} {APPLE} FxiOS/133.0 Mobile/15E148 Safari/605.1.15",
            "Firefox on iPhone",
        ),
        (f"{MOZILLA} {WINDOWS} {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA} {PIXEL} {WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"{MOZILLA} {IPHONE} {APPLE} CriOS/131.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/131.0.0.0", "Chrome on ChromeOS"),
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} HeadlessChrome/131.0.0.0", "Chrome on Linux"),
        (f"{MOZILLA} {WINDOWS} {WEBKIT} Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        (f"{MOZILLA} {WINDOWS} {WEBKIT} Chrome/131.0 Safari/537.36 OPR/115.0", "Opera on Windows"),
        (f"{MOZILLA} {MAC} {APPLE} Version/18.1 Safari/605.1.15", "Safari on macOS"),
        (f"{MOZILLA} {IPHONE} {APPLE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (
            f"{MOZILLA} {PIXEL} {WEBKIT} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("curl/8.10.1", "curl"),
        ("Wget/1.24.5 (linux-gnu)", "Wget on Linux"),
        ("cloak-client/0.1", "Image Cloak client"),
        (f"{MOZILLA} (X11; Linux x86_64) Gecko Unheard/1.0", "Linux"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_named_by_its_browser_and_its_system(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


def test_a_user_agent_without_end_is_not_read_to_its_end() -> None:
    assert device_of("x" * 1_000_000 + "Firefox/133.0") == ""

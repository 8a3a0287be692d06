"""What a session's holder recognises a device by: a few words made of its User-Agent."""

# In the order of asking: a browser also names those whose pages it wants to be sent.
_PROGRAMS = (
    ("cloak-client/", "Image Cloak client"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("OPiOS/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("python-httpx/", "Python"),
    ("python-requests/", "Python"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Darwin", "macOS"),
    ("Linux", "Linux"),
    ("linux", "Linux"),
)
_READ_CHARACTERS = 512


def device_of(user_agent: str) -> str:
    """Return "Firefox on Linux", "curl", or nothing for what is not known.

    Every word is one of ours, so a made-up header cannot speak to the account's holder. An iPad
    that asks for desktop pages says that it is a Mac, and Brave that it is Chrome.
    """
    read = user_agent[:_READ_CHARACTERS]
    program = next((name for mark, name in _PROGRAMS if mark in read), "")
    system = next((name for mark, name in _SYSTEMS if mark in read), "")
    return " on ".join(filter(None, (program, system)))

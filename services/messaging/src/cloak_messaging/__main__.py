"""``python -m cloak_messaging``: run the messaging service until SIGTERM or SIGINT."""

from cloak_kit.process import serve
from cloak_kit.settings import read_settings

from cloak_messaging.app import build
from cloak_messaging.settings import MessagingSettings


def main() -> None:
    """Read the environment and serve."""
    settings = read_settings(MessagingSettings)
    serve("messaging", settings, lambda: build(settings))


if __name__ == "__main__":
    main()

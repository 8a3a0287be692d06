"""`python -m cloak_gateway`: the public origin of Image Cloak."""

from cloak_kit.process import serve
from cloak_kit.settings import read_settings

from cloak_gateway.app import build
from cloak_gateway.settings import GatewaySettings


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = read_settings(GatewaySettings)
    serve("gateway", settings, lambda: build(settings))


if __name__ == "__main__":
    main()

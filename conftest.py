"""Fixtures for every test: the real backends live in tests/plugins."""

pytest_plugins = ["tests.plugins.backends", "tests.plugins.model_server", "tests.plugins.spans"]

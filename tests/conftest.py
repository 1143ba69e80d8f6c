"""Fixtures every test may use, and the guards every test runs under."""

from tests.guards import network

pytest_plugins = ["tests.fixtures"]

network.install()

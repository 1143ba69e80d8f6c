"""Fixtures every test may use, and the guards every test runs under."""

from hypothesis import settings

from tests.guards import network

pytest_plugins = ["tests.fixtures"]

network.install()

# No time limit on one example: two databases and a browser share the machine's cores with the property tests.
settings.register_profile("modenhed", deadline=None)
settings.load_profile("modenhed")

"""The tests' settings for a process of its own that measures the lab; `LAB` in the environment says where it is."""

import json
import os

from municipalities.dane.measuring import read_resolver
from tests.settings import *  # noqa: F403 - the point of this file

_lab = json.loads(os.environ["LAB"])
DANE_RESOLVERS = (read_resolver(_lab["resolver"]),)
DANE_SIGNED_NAME, DANE_BOGUS_NAME = _lab["signed_name"], _lab["bogus_name"]
DANE_PORT, DANE_ALLOW_LOCAL = _lab["port"], True

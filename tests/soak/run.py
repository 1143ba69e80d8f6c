"""One database's races or soak, as a process of its own with production settings; writes its outcome as JSON."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command


def main(asked: dict) -> dict:
    from tests.soak.server import Server
    from tests.soak.world import make_world

    world = make_world(responses=asked["responses"])
    with Server() as server:
        return races(world, server, asked["races"]) if asked["races"] else soak(world, server, asked)


def races(world: object, server: object, rounds: int) -> dict:
    from tests.soak.races import run_races

    done = run_races(world, server.host, rounds)
    return {
        "lines": [str(race) for race in done],
        "accepted": sum(race.accepted for race in done),
        "lost": sum(race.lost + race.doubled for race in done),
        "faults": [],
    }


def soak(world: object, server: object, asked: dict) -> dict:
    from tests.soak.accepted import count_lost, find_faults
    from tests.soak.crowd import Crowd

    crowd = Crowd(world, server, asked["clients"])
    crowd.work(asked["seconds"], asked["kill"])
    outcomes = ", ".join(f"{name} {count}" for name, count in sorted(crowd.outcomes.items()))
    return {
        "lines": [outcomes],
        "accepted": len(crowd.accepted),
        "lost": count_lost(crowd.accepted),
        "faults": find_faults(world.survey),
    }


@contextmanager
def quiet() -> Iterator[None]:
    """Standard output is for the outcome alone."""
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)


if __name__ == "__main__":
    with quiet():
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        outcome = main(json.loads(sys.argv[1]))
    print(json.dumps(outcome))

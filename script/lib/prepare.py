"""Bring the database up to date in one process: starting Django three times would be most of a warm start."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection

ROOT = Path(__file__).resolve().parent.parent.parent


def check_servers() -> None:
    """A setting that leads nowhere stops the set-up with one line, as a setting that is not understood does."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise SystemExit(f"Setting DATABASE_URL leads to no database: {first_line(error)}") from None
    if settings.REDIS_URL:
        check_redis()


def check_redis() -> None:
    from redis.exceptions import RedisError  # slow to load, and most have none

    try:
        cache.get("anybody")
    except RedisError as error:
        raise SystemExit(f"Setting REDIS_URL leads to no server: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def main() -> None:
    check_servers()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_register", verbosity=0)
    call_command("schedule", verbosity=0)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()

"""Which database, from one address."""

from pathlib import Path

import dj_database_url

from config.env import SettingError, make_folder

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def read_database(url: str, folder: Path) -> dict:
    """SQLite in the folder unless DATABASE_URL names a PostgreSQL server."""
    if not url:
        make_folder("VAR_DIR", folder)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "modenhed.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    if not url.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise SettingError("DATABASE_URL", "is not understood: write postgres://… or leave it out for SQLite.")
    try:
        database = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError:
        raise SettingError("DATABASE_URL", "is not understood: write postgres://user:password@host/name.") from None
    # Without a file SQLite would be a database in memory, a new one in each process.
    if database["NAME"] in {"", ":memory:"}:
        raise SettingError("DATABASE_URL", "names no database: write postgres://user:password@host/name.")
    if database["ENGINE"].endswith("sqlite3"):
        database |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 0}
    return database

"""What a test of a named database constraint needs: the refusal, by name, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """The block fails on the constraint of that name; of a unique one SQLite tells only the columns."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        yield
    message = str(refused.value)
    if connection.vendor == "sqlite" and message.startswith("UNIQUE constraint failed") and "index '" not in message:
        assert message.split(": ")[1] == ", ".join(columns_of(name))
    else:
        assert name in message


def columns_of(name: str) -> list[str]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                names = constraint.fields or [expression.name for expression in constraint.expressions]
                return [f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in names]
    raise AssertionError(f"no constraint is named {name}")


def constraints_of(app: str) -> set[str]:
    """The names of all constraints of an app's models."""
    models = apps.get_app_config(app).get_models()
    return {constraint.name for model in models for constraint in model._meta.constraints}


def untested_constraints(app: str, test_file: str) -> set[str]:
    """Constraints of an app that no test_models*.py beside the test file names in refused_by()."""
    files = sorted(Path(test_file).parent.glob("test_models*.py"))
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    return {name for name in constraints_of(app) if f'refused_by("{name}")' not in source}

"""Frozen dataclasses to JSON and back, and the digest of what they say."""

import hashlib
import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Content = TypeVar("Content")


def to_plain(value: Any) -> Any:
    """What JSON can hold: dataclasses as objects, tuples as lists, dates in ISO 8601, enums by value."""
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def from_plain(kind: type[Content], data: Any) -> Content:
    """The opposite of to_plain; raises TypeError on missing or unknown fields, so old JSON is never half read."""
    return _read(kind, data)


def canonical_json(value: Any) -> str:
    """One spelling for one content: sorted keys, no spaces, real letters."""
    return json.dumps(to_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _read(kind: Any, data: Any) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        return None if data is None else _read(next(arg for arg in get_args(kind) if arg is not type(None)), data)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in data)
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _read(hints.get(name, str), item) for name, item in data.items()})
    if kind in {date, datetime}:
        return kind.fromisoformat(data)
    return kind(data)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)

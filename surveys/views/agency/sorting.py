"""Headings that sort a list by their column."""

from django.http import HttpRequest


def column(request: HttpRequest, label: str, key: str, sort: str, *, is_numeric: bool = False) -> dict:
    """For components/sort.html: sorts by the column, and the other way round if the list is sorted by it already."""
    query = request.GET.copy()
    query["sorter"] = f"-{key}" if sort == key else key
    query.pop("side", None)
    return {
        "label": label,
        "url": f"?{query.urlencode()}",
        "direction": {key: "ascending", f"-{key}": "descending"}.get(sort, ""),
        "numeric": is_numeric,
    }

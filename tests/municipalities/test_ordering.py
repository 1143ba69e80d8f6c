"""Danish order, alike in memory and in each database."""

from municipalities.models import Municipality
from municipalities.ordering import danish_key, danish_order
from tests.factories.municipalities import make_municipality

DANISH = ["Albertslund", "Vejen", "Viborg", "Ærø", "Ølby", "Østby", "Aabenraa", "Aalborg", "Åmose", "Aarhus"]


def test_the_database_sorts_as_danish_is_sorted(db):
    for name in sorted(DANISH):
        make_municipality(name)
    assert list(Municipality.objects.order_by(danish_order("name")).values_list("name", flat=True)) == DANISH


def test_memory_sorts_like_the_database():
    assert sorted(sorted(DANISH), key=danish_key) == DANISH

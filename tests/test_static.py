"""Files that browsers ask for by a name of their own."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_tab_that_shows_a_pdf_gets_its_icon_without_a_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        answered = Client().get("/favicon.ico")

    assert answered.status_code == 200
    assert b"".join(answered).startswith(b"\0\0\1\0"), "an icon file"

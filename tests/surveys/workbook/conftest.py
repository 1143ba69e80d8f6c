import pytest


@pytest.fixture
def own(client, lead, draft_response):
    """The response of the lead who is signed in."""
    client.force_login(lead)
    return draft_response

from surveys.merge import Value
from surveys.models import Response
from surveys.progress import AreaProgress
from surveys.working_copy import select_area_copy, select_progress, select_working_copy
from tests.factories.surveys import answer, fill_response, make_response


def with_survey(response: Response) -> Response:
    """As a page reads it: together with its survey."""
    return Response.objects.select_related("survey").get(pk=response.pk)


def test_progress_counts_only_the_municipalitys_own_answers(draft_response, survey, other_municipality):
    fill_response(make_response(survey, other_municipality))
    answer(draft_response, "deletion-headline", Value(choice=0))
    answer(draft_response, "deletion-3", Value(not_relevant=True, comment="Findes ikke"))
    answer(draft_response, "dane-2", Value(comment="Kun en kommentar"))

    assert select_progress(draft_response) == [
        AreaProgress("deletion", "Sletning", 2, 3),
        AreaProgress("outgoing-mail", "Udgående mail", 0, 3),
        AreaProgress("access", "Adgang", 0, 3),
        AreaProgress("dpia", "Konsekvensanalyse", 0, 3),
        AreaProgress("dane", "DANE", 0, 3),
    ]


def test_progress_in_one_query_equals_the_working_copys(draft_response, django_assert_num_queries):
    response = with_survey(fill_response(draft_response, access_2=None, dane_headline=None))

    with django_assert_num_queries(1):
        counted = select_progress(response)

    assert counted == select_working_copy(response).progress


def test_area_copy_is_the_same_part_of_the_working_copy(draft_response, lead, django_assert_num_queries):
    response = with_survey(fill_response(draft_response, access_2=None, by=lead))

    with django_assert_num_queries(3):
        area = select_area_copy(response, "access")

    assert area == select_working_copy(response).areas[2]


def test_progress_asks_for_the_areas_order_which_a_grouped_query_would_leave_out(
    draft_response, django_assert_num_queries
):
    with django_assert_num_queries(1) as queries:
        select_progress(draft_response)
    assert 'ORDER BY "surveys_area"."order"' in queries[0]["sql"]

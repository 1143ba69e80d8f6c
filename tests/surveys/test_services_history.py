"""Whatever several hands save, in whatever order: a working copy and its history agree."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from surveys.merge import Value
from surveys.models import AnswerRevision, Response
from surveys.services.answers import lock_response, save_answer
from surveys.services.responses import copy_token
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_response, make_survey

KEYS = ["deletion-headline", "dane-headline", "deletion-3"]


def save(response, key, base, new):
    locked = lock_response(Response.objects.all(), pk=response.pk)
    return save_answer(response=locked, question_key=key, base_version=base, new=new, by=None)


SAVES = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.integers(0, 4),  # how many versions back the hand had started
        st.sampled_from([Value(), Value(choice=0), Value(choice=4), Value(comment="en"), Value(4, False, "to")]),
    ),
    max_size=12,
)


class AnyHands(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.response = make_response(make_survey(), make_municipality())

    @given(SAVES)
    def test_working_copy_and_history_agree(self, saves):
        versions = {}
        for key, back, value in saves:
            saved = save(self.response, key, max(versions.get(key, 0) - back, 0), value)
            assert saved.version - versions.get(key, 0) in {0, 1}
            versions[key] = saved.version
        self.response.refresh_from_db()
        answers = list(self.response.answers.prefetch_related("revisions"))
        assert self.response.answered_count == sum(answer.is_answered for answer in answers)
        assert copy_token(answers) == str(AnswerRevision.objects.count())
        for answer in answers:
            history = list(answer.revisions.all())
            assert [one.version for one in history] == list(range(1, answer.version + 1))
            last = history[-1]
            assert (last.choice, last.not_relevant, last.comment) == (
                answer.choice,
                answer.not_relevant,
                answer.comment,
            )

"""What the paper of a survey's sample says."""

from municipalities.models import User
from reports.sample_paper import SamplePaper
from reports.selectors.survey import sender_of
from surveys.models import Survey
from surveys.sample_page import select_sample_page


def select_sample_paper(survey: Survey, user: User, number: int | None = None) -> SamplePaper | None:
    """None where there is no such sample. Four queries."""
    page = select_sample_page(survey, user, number)
    if page is None:
        return None
    return SamplePaper(survey_title=survey.title, is_demo=survey.is_demo, sender=sender_of(survey), page=page)

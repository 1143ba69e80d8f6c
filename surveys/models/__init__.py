from surveys.models.response import Answer, AnswerRevision, Response, ResponseEvent
from surveys.models.submission import Submission, SubmittedAnswer
from surveys.models.survey import Advice, AdviceVersion, Area, GuidanceLink, Question, Survey, SurveyEvent

__all__ = [
    "Advice",
    "AdviceVersion",
    "Answer",
    "AnswerRevision",
    "Area",
    "GuidanceLink",
    "Question",
    "Response",
    "ResponseEvent",
    "Submission",
    "SubmittedAnswer",
    "Survey",
    "SurveyEvent",
]

from surveys.models.casework import CaseAssignment, Conflict, Substitution
from surveys.models.erratum import Erratum
from surveys.models.evidence import Evidence, SubmittedEvidence
from surveys.models.extension import Extension
from surveys.models.follow_up import FollowUp, FollowUpFile, FollowUpMessage
from surveys.models.mail import Mail, MailText
from surveys.models.measurement import DomainMeasurement, ProviderAdvice
from surveys.models.note import InternalNote
from surveys.models.response import Answer, AnswerRevision, CprDenial, Response, ResponseEvent
from surveys.models.sample import Addition, Opening, Sample
from surveys.models.submission import Submission, SubmittedAnswer
from surveys.models.survey import Advice, AdviceVersion, Area, GuidanceLink, Question, Survey, SurveyEvent
from surveys.models.teamwork import AreaAssignment, Presence

__all__ = [
    "Addition",
    "Advice",
    "AdviceVersion",
    "Answer",
    "AnswerRevision",
    "Area",
    "AreaAssignment",
    "CaseAssignment",
    "Conflict",
    "CprDenial",
    "DomainMeasurement",
    "Erratum",
    "Evidence",
    "Extension",
    "FollowUp",
    "FollowUpFile",
    "FollowUpMessage",
    "GuidanceLink",
    "InternalNote",
    "Mail",
    "MailText",
    "Opening",
    "Presence",
    "ProviderAdvice",
    "Question",
    "Response",
    "ResponseEvent",
    "Sample",
    "Submission",
    "SubmittedAnswer",
    "SubmittedEvidence",
    "Substitution",
    "Survey",
    "SurveyEvent",
]

from reports.models.formal import FormalLetter, FormalText
from reports.models.job import LetterJob, LetterJobItem
from reports.models.letter import Letter
from reports.models.publication import Publication
from reports.models.request import DocumentRequest

__all__ = ["DocumentRequest", "FormalLetter", "FormalText", "Letter", "LetterJob", "LetterJobItem", "Publication"]

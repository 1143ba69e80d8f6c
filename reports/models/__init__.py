from reports.models.job import LetterJob, LetterJobItem
from reports.models.letter import Letter
from reports.models.publication import Publication

__all__ = ["Letter", "LetterJob", "LetterJobItem", "Publication"]

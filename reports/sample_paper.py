"""The sample on paper: what sample_page.py says, with the authority at the top."""

from dataclasses import dataclass
from itertools import groupby

from reports.documents import Sender
from surveys.sample_page import SamplePage, SampleRow


@dataclass(frozen=True)
class SamplePaper:
    survey_title: str
    is_demo: bool
    sender: Sender
    page: SamplePage

    @property
    def by_region(self) -> tuple[tuple[str, tuple[SampleRow, ...]], ...]:
        """The rows as they stand, a region at a time; a sample that was not drawn is in order of code."""
        rows = sorted(self.page.rows, key=lambda row: row.region)
        return tuple((region, tuple(found)) for region, found in groupby(rows, key=lambda row: row.region))

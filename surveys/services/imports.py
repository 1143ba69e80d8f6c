"""Importing answers into working copies: all of the file or nothing of it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from surveys.enums import ResponseState, Source
from surveys.imports import Fault, ImportRow, read_answers
from surveys.models import Response, Survey
from surveys.services.answers import lock_response, save_answer, value_of
from surveys.services.errors import IncompleteError, ResponseError
from surveys.services.responses import move_response, submit_response


class ImportRefusedError(Exception):
    """Carries every bad row; nothing of the file has been written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, sorted(faults, key=lambda fault: fault.line))))
        self.faults = faults


@dataclass(frozen=True)
class Imported:
    rows: int
    municipalities: int
    submitted: int


@transaction.atomic
def import_answers(*, survey: Survey, text: str, submit: bool = False, replace: bool = False) -> Imported:
    """Write each row through the one save function, as revisions of source "import".

    Raises ImportRefusedError with every bad row: a row that would change an existing answer is bad without
    `replace`, and with `submit` so is a municipality whose response does not pass the checks of the page.
    """
    responses = {one.municipality.code: one.pk for one in survey.responses.select_related("municipality")}
    questions = dict(survey.questions.values_list("key", "allows_not_relevant"))
    rows, faults = read_answers(text, municipalities=responses, questions=questions)
    by_municipality: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        by_municipality[row.municipality].append(row)
    submitted = 0
    for code, own in by_municipality.items():
        response = lock_response(survey.responses.all(), pk=responses[code])
        found = _write_rows(response, own, replace=replace)
        if submit and not found:
            found = _submit(response, own[0].line)
            submitted += 1
        faults += found
    if faults:
        raise ImportRefusedError(faults)
    return Imported(rows=len(rows), municipalities=len(by_municipality), submitted=submitted)


def _write_rows(response: Response, rows: list[ImportRow], *, replace: bool) -> list[Fault]:
    current = {answer.question.key: answer for answer in response.answers.select_related("question")}
    faults = []
    for row in rows:
        answer = current.get(row.question)
        if answer and not replace and value_of(answer) != row.value:
            faults.append(
                Fault(row.line, "spørgsmålet har allerede et andet svar. Brug --replace for at erstatte det.")
            )
            continue
        try:
            saved = save_answer(
                response=response,
                question_key=row.question,
                base_version=answer.version if answer else 0,
                new=row.value,
                by=None,
                source=Source.IMPORT,
            )
        except ResponseError as error:
            faults.append(Fault(row.line, str(error)))
            continue
        if saved.held:
            faults.append(
                Fault(row.line, f"kommentaren rummer måske et CPR-nummer: »{saved.held.excerpts[0]}«. Fjern det.")
            )
    return faults


def _submit(response: Response, line: int) -> list[Fault]:
    """The operator's command stands for everyone in the municipality, so it also passes management's approval."""
    try:
        if response.survey.requires_approval and response.is_open_for_answers:
            move_response(response=response, target=ResponseState.READY, by=None, tells=False)
        submit_response(response=response, by=None, confirmed_missing=True, tells=False)
    except IncompleteError as error:
        return [
            Fault(line, f"kan ikke indsendes: {problem.question}: {problem.message}")
            for problem in error.problems
            if problem.blocks
        ]
    except ResponseError as error:
        return [Fault(line, f"kan ikke indsendes: {error}")]
    return []

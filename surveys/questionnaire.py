"""Reading a questionnaire file: all its mistakes are found in one go and told in Danish, since staff write the file."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from surveys.toml_table import Problem, TomlTable

AREA_KEYS = ("deletion", "outgoing-mail", "access", "dpia", "dane")
THRESHOLDS = range(5)  # the choices of the scale, 0 (Nej) to 4 (Ja)
KEY_MAX_LENGTH = 60
# In characters: a question itself, and what may have paragraphs.
TEXT_MAX, LONG_TEXT_MAX = 1_000, 10_000
KEY_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class QuestionnaireError(Exception):
    """Carries every problem of the file, so that one round of corrections is enough."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class LinkContent:
    title: str
    url: str


@dataclass(frozen=True)
class AdviceContent:
    not_in_place: str
    on_the_way: str
    in_place: str


@dataclass(frozen=True)
class QuestionContent:
    key: str
    text: str
    unit: str
    help: str
    is_headline: bool
    threshold: int
    allows_not_relevant: bool
    references: tuple[str, ...]
    advice: AdviceContent


@dataclass(frozen=True)
class AreaContent:
    key: str
    title: str
    why: str
    needs: tuple[str, ...]
    questions: tuple[QuestionContent, ...]
    links: tuple[LinkContent, ...]


@dataclass(frozen=True)
class Questionnaire:
    title: str
    intro: str
    minutes: int
    areas: tuple[AreaContent, ...]
    requires_approval: bool = True


def parse_questionnaire(text: str, *, filename: str) -> Questionnaire:
    """Return the questionnaire in a TOML text; raise QuestionnaireError with every problem found."""
    problems: list[Problem] = []
    top = TomlTable(_read_toml(text, filename), filename, problems)
    questionnaire = Questionnaire(
        title=top.text("title", at_most=120),
        intro=top.marked("intro", at_most=LONG_TEXT_MAX),
        minutes=top.number("minutes", range(1, 601)),
        requires_approval=top.flag("requires_approval", default=True),
        areas=tuple(_area(table, filename) for table in top.tables("areas", lambda n: f"{filename}, område nr. {n}")),
    )
    top.refuse_unknown()
    problems += _area_problems(questionnaire, filename)
    problems += _repeated_questions(questionnaire, filename)
    if problems:
        raise QuestionnaireError(tuple(problems))
    return questionnaire


def _read_toml(text: str, filename: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    # Beside its own error it lets through those of a number or a nesting without end.
    except (ValueError, RecursionError) as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line = int(place[1]) if place else len(text.splitlines())
        problem = Problem(
            f"{filename}, linje {line}",
            "Filen kan ikke læses som TOML fra dette sted.",
            "Se efter et manglende anførselstegn, en manglende klamme eller et felt, der står to gange.",
        )
        raise QuestionnaireError((problem,)) from error


def _area(table: TomlTable, filename: str) -> AreaContent:
    key = table.key("område", filename)
    if key and key not in AREA_KEYS:
        table.note("Området findes ikke.", f"Brug en af nøglerne: {', '.join(AREA_KEYS)}.")
    area = AreaContent(
        key=key,
        title=table.text("title", at_most=120),
        why=table.marked("why", at_most=LONG_TEXT_MAX),
        needs=table.texts("needs", required=True),
        questions=tuple(
            _question(one, filename) for one in table.tables("questions", lambda n: f"{table.where}, spørgsmål nr. {n}")
        ),
        links=tuple(
            _link(one) for one in table.tables("links", lambda n: f"{table.where}, link nr. {n}", required=False)
        ),
    )
    table.refuse_unknown()
    return area


def _link(table: TomlTable) -> LinkContent:
    link = LinkContent(title=table.text("title", at_most=160), url=table.text("url", at_most=400))
    if link.url and not re.fullmatch(r"https://[^\s/]+(/\S*)?", link.url):
        table.note(f"Adressen »{link.url}« er ikke en https-adresse.", "Skriv hele adressen, fra https:// og frem.")
    table.refuse_unknown()
    return link


def _question(table: TomlTable, filename: str) -> QuestionContent:
    key = table.key("spørgsmål", filename)
    if key and (len(key) > KEY_MAX_LENGTH or not KEY_PATTERN.fullmatch(key)):
        table.note(
            f"Nøglen må kun have små bogstaver a-z, tal og bindestreger og højst {KEY_MAX_LENGTH} tegn.",
            "Brug kun de tegn, og gør nøglen kortere, hvis den er for lang.",
        )
    question = QuestionContent(
        key=key,
        text=table.text("text", at_most=TEXT_MAX),
        unit=table.text("unit", at_most=60),
        help=table.marked("help", at_most=LONG_TEXT_MAX),
        is_headline=table.flag("is_headline"),
        threshold=table.number("threshold", THRESHOLDS),
        allows_not_relevant=table.flag("allows_not_relevant"),
        references=table.texts("references", required=False),
        advice=_advice(table.table("advice")),
    )
    table.refuse_unknown()
    if question.is_headline and question.allows_not_relevant:
        table.note("Et hovedspørgsmål kan ikke besvares med »Ikke relevant«.", "Skriv allows_not_relevant = false.")
    return question


def _advice(table: TomlTable) -> AdviceContent:
    advice = AdviceContent(
        not_in_place=table.text("not_in_place"), on_the_way=table.text("on_the_way"), in_place=table.text("in_place")
    )
    table.refuse_unknown()
    return advice


def _area_problems(questionnaire: Questionnaire, filename: str) -> list[Problem]:
    """Each of the five areas is there once, and has one headline question: the one the tally publishes."""
    problems = []
    keys = [area.key for area in questionnaire.areas]
    for key in AREA_KEYS if keys else ():
        if key not in keys:
            problems.append(Problem(filename, f"Området »{key}« mangler.", "Tilføj området."))
        elif keys.count(key) > 1:
            problems.append(Problem(filename, f"Området »{key}« står flere gange.", "Behold det ene."))
    for area in questionnaire.areas:
        headlines = [question.key for question in area.questions if question.is_headline]
        if area.questions and len(headlines) != 1:
            what = f"Området har flere hovedspørgsmål: {', '.join(headlines)}." if headlines else ""
            problems.append(
                Problem(
                    f"{filename}, område »{area.key}«",
                    what or "Området har intet hovedspørgsmål.",
                    "Skriv is_headline = true ved præcis ét af områdets spørgsmål.",
                )
            )
    return problems


def _repeated_questions(questionnaire: Questionnaire, filename: str) -> list[Problem]:
    keys = Counter(question.key for area in questionnaire.areas for question in area.questions)
    return [
        Problem(f"{filename}, spørgsmål »{key}«", "Nøglen bruges flere gange.", "Giv hvert spørgsmål sin egen nøgle.")
        for key, times in keys.items()
        if key and times > 1
    ]

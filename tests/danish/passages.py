"""Where a user's Danish is written: questionnaires, pages, scripts, translations, Python; each text with its line."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from surveys.questionnaire import Questionnaire
from tests.danish.spelling import GAP

SPOKEN_ATTRIBUTES = {
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "hx-confirm",
}
UNSPOKEN_ELEMENTS = {"script", "style", "code", "kbd"}
SMALL_WORDS = "og|ikke|er|skal|af|kan|har|til|jeres|eller|bliver|alle|ingen|fra|på|ved"
DANISH = re.compile(rf"[æøåÆØÅ]|\s(?:{SMALL_WORDS})\b|\b(?:{SMALL_WORDS})\s")  # "taeller-ikke" is part of an address
CAPITALISED = re.compile(r"[A-ZÆØÅ][a-zæøå]")


@dataclass(frozen=True)
class Passage:
    where: str
    text: str


def questionnaire_passages(content: Questionnaire, name: str) -> Iterator[Passage]:
    yield Passage(name, f"{content.title}. {content.intro}")
    for area in content.areas:
        titles = [link.title for link in area.links]
        yield Passage(f"{name}, {area.key}", "\n".join([area.title, area.why, *area.needs, *titles]))
        for question in area.questions:
            advice = question.advice
            texts = [question.text, question.unit, question.help, *question.references]
            texts += [advice.not_in_place, advice.on_the_way, advice.in_place]
            yield Passage(f"{name}, {question.key}", "\n".join(texts))


def template_passages(path: Path, name: str) -> Iterator[Passage]:
    """The text a reader sees or hears, and the texts handed on in tags; Django's own marks become gaps."""
    source = path.read_text(encoding="utf-8")
    source = re.sub(
        r"\{% comment .*?%\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", _only_lines, source, flags=re.DOTALL
    )
    for tag in re.finditer(r"\{[%{].*?[%}]\}", source):
        line = source.count("\n", 0, tag.start()) + 1
        inside = re.sub(r"(\|(date|time|join|cut):|\bnow )(\"[^\"]*\"|'[^']*')", "", tag[0])
        for string in re.findall(r"\"([^\"]*)\"|'([^']*)'", inside):
            text = "".join(string)
            if DANISH.search(text) or CAPITALISED.match(text):
                yield Passage(f"{name}:{line}", text)
    source = _without_tags(source)
    if path.suffix != ".html":
        for number, text in enumerate(source.splitlines(), start=1):
            yield Passage(f"{name}:{number}", text)
        return
    reader = _VisibleText()
    reader.feed(source)
    yield from (Passage(f"{name}:{line}", text) for line, text in reader.found)


def _only_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _without_tags(source: str) -> str:
    """A variable is always a gap; a block tag only inside a word, as in "svar{% if many %}ene{% endif %}"."""
    source = re.sub(r"\{\{.*?\}\}", GAP, source)
    source = re.sub(r"\{% (else|elif) ?.*?%\}", " ", source)
    source = re.sub(r"(?<=\w)(\{%.*?%\})+(?=\w)", GAP, source)
    return re.sub(r"\{%.*?%\}", " ", source)


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.unspoken = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unspoken += tag in UNSPOKEN_ELEMENTS
        for name, value in attrs:
            if value and (name in SPOKEN_ATTRIBUTES or (name.startswith("data-") and DANISH.search(value))):
                self.found.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        self.unspoken -= tag in UNSPOKEN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self.unspoken:
            for number, text in enumerate(data.split("\n"), start=self.getpos()[0]):
                if text.strip():
                    self.found.append((number, text))


def script_passages(path: Path, name: str) -> Iterator[Passage]:
    """The strings of a script that are Danish; a user's words ought to be in the template, but some can't be."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for string in re.findall(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`", re.sub(r"^\s*(//|/?\*).*", "", line)):
            text = re.sub(r"\$\{.*?\}", GAP, "".join(string))
            if DANISH.search(text):
                yield Passage(f"{name}:{number}", text)


def catalogue_passages(path: Path, name: str) -> Iterator[Passage]:
    """Our translations of other people's messages: each msgstr, with the lines it goes on over."""
    line, texts = 0, None
    for number, row in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        string = re.search(r'"(.*)"$', row)
        if texts is not None and not row.startswith('"'):
            yield Passage(f"{name}:{line}", _translated(texts))
            texts = None
        if row.startswith("msgstr") and string:
            line, texts = number, string[1]
        elif texts is not None and string:
            texts += string[1]


def _translated(text: str) -> str:
    if text.startswith("Project-Id-Version"):  # the head of the catalogue is for programs
        return ""
    return re.sub(r"<[^>]*>", " ", re.sub(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", GAP, text.replace("\\n", "\n")))


def python_passages(path: Path, name: str) -> Iterator[Passage]:
    """Strings where Django shows them to people, and all others that are Danish by their letters or small words."""
    reader = _PythonText()
    reader.visit(ast.parse(path.read_text(encoding="utf-8")))
    yield from (Passage(f"{name}:{line}", text) for line, text in reader.found)


SHOWN_KEYWORDS = {
    "label",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
    "empty_label",
    "message",
    "error_messages",
}
SHOWN_NAMES = {"short_description", "verbose_name", "verbose_name_plural", "description", "title"}
SHOWN_CALLS = {"ValidationError", "CommandError", "PermissionDenied", "Http404"}
PATTERN_MARKS = re.compile(r"[\\\[\]^$|]|\(\?")


class _PythonText(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []
        self.shown = False

    def _visit_as(self, shown: bool, nodes: list[ast.AST]) -> None:
        before, self.shown = self.shown, shown
        for node in nodes:
            self.visit(node)
        self.shown = before

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a lone string is a docstring
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        name = getattr(function, "attr", getattr(function, "id", ""))
        on_messages = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "messages"
        named_field = name.endswith("Field") and node.args and isinstance(node.args[0], ast.Constant)
        self._visit_as(name in SHOWN_CALLS or on_messages or bool(named_field), node.args[:1])
        self._visit_as(name == "add_error" or on_messages, node.args[1:])
        self._visit_as(False, [function])
        for keyword in node.keywords:
            self._visit_as(keyword.arg in SHOWN_KEYWORDS, [keyword.value])

    def visit_Dict(self, node: ast.Dict) -> None:
        self._visit_as(False, [key for key in node.keys if key])
        self._visit_as(self.shown, node.values)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        is_choices = any(getattr(base, "attr", getattr(base, "id", "")).endswith("Choices") for base in node.bases)
        for part in node.body:
            if is_choices and isinstance(part, ast.Assign) and isinstance(part.value, ast.Tuple):
                self._visit_as(True, part.value.elts[-1:])
            else:
                self.visit(part)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = {getattr(target, "attr", getattr(target, "id", "")) for target in node.targets}
        self._visit_as(self.shown or bool(names & SHOWN_NAMES), [node.value])

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [part.value if isinstance(part, ast.Constant) else GAP for part in node.values]
        self._note(node.lineno, "".join(parts))
        self._visit_as(False, [part.value for part in node.values if isinstance(part, ast.FormattedValue)])

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._note(node.lineno, node.value)

    def _note(self, line: int, text: str) -> None:
        text = re.sub(r"%\(\w+\)[sd]|%[sd]|\{[\w.:]*\}|\{\{.*?\}\}", GAP, text)
        text = re.sub(r"<[^>]*>", " ", text)
        if (self.shown or DANISH.search(text)) and not PATTERN_MARKS.search(text):
            self.found.append((line, text))

"""The project agrees with itself: no template unused, no view past visible_to, no file grown too large."""

import ast
import re
from pathlib import Path

import allauth
import crispy_forms
import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[1]
CODE = ("municipalities", "surveys", "reports", "config")
ALLAUTH = Path(allauth.__file__).parent / "templates"
LONGEST_MODULE, LONGEST_TEMPLATE, LONGEST_FUNCTION = 300, 130, 40
# Django finds these by name.
FOUND_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
# Folders whose templates a module picks by a word of its own.
PICKED_BY = {"dkfds/fields/": "municipalities/templatetags/dkfds.py", "reports/print/": "reports/html.py"}
# Pages anyone may read, a token in the address that gives the access, and rows of what visible_to() already gave.
WITHOUT_VISIBLE_TO = {
    ("config/pages.py", "Publication"): "the front page's list of published results",
    ("municipalities/views/invitations.py", "User"): "whether the invited address has an account; shows nothing of it",
    ("municipalities/views/register.py", "Invitation"): "of one municipality that the person sees",
    ("reports/views/results.py", "Publication"): "published results are for anyone",
    ("reports/views/verifying.py", "Letter"): "anyone may ask whether a letter is ours",
    ("reports/views/verifying.py", "FormalLetter"): "anyone may ask whether a letter is ours",
    ("reports/views/tally.py", "SubmittedAnswer"): "of responses that the person sees",
    ("surveys/views/agency/start.py", "Response"): "counts by state, of surveys that the person sees",
}


def sources(*folders, suffix=".py"):
    """Each file's path from the root, with its text."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def templates():
    return {path.removeprefix("templates/"): text for path, text in sources("templates", suffix=".html")}


def package_text(package):
    folder = Path(package.__file__).parent
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".py", ".html"})


def test_every_template_is_used():
    """By our code or templates, or by the package whose template it replaces."""
    pages, code = templates(), "\n".join(text for _, text in sources(*CODE))
    crispy, account = package_text(crispy_forms), package_text(allauth)

    def is_used(name):
        others = "\n".join(text for other, text in pages.items() if other != name)
        return (
            name in FOUND_BY_DJANGO
            or f'"{name}"' in code + others
            or is_picked(name)
            or (name.startswith("dkfds/") and name.removeprefix("dkfds/") in crispy)
            or (name.startswith(("account/", "allauth/")) and (ALLAUTH / name).exists())
            or f'"{name.removesuffix("html")}' in account  # allauth adds the ending by a setting
        )

    assert [name for name in pages if not is_used(name)] == []


def is_picked(name):
    folder, _, file = name.rpartition("/")
    module = PICKED_BY.get(f"{folder}/")
    return module is not None and f'"{file.removesuffix(".html")}"' in (ROOT / module).read_text(encoding="utf-8")


def test_a_partial_opens_with_a_comment_naming_its_parameters():
    """A page extends a frame; the form pack's README says what each of its templates is given."""
    silent = [
        name
        for name, text in templates().items()
        if not name.startswith(("dkfds/", "account/", "allauth/"))
        and not text.startswith(("{% comment %}", "{# ", "{% extends "))
        and name != "base.html"
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style element", r"<style\b"),
        ("style attribute", r"<[^>]*\sstyle\s*="),
        ("script without src", r"<script(?![^>]*\bsrc=)"),
        ("text in a script", r"<script\b[^>]*>[^<]+</script"),
        ("event attribute", r"<[^>]*\son[a-z]+\s*="),
        ("javascript address", r"javascript:"),
        ("htmx event attribute", r"\shx-on[:\-]"),
    ],
)
def test_templates_hold_nothing_the_content_security_policy_forbids(what, pattern):
    wrong = [name for name, text in templates().items() if re.search(pattern, text, re.IGNORECASE)]

    assert wrong == []


def statements_with_objects(source):
    """(model, whole statement) of each use of Model.objects."""
    tree = ast.parse(source)
    for statement in ast.walk(tree):
        # The innermost simple statement or header, so that a function is no single statement.
        if isinstance(statement, ast.stmt) and not hasattr(statement, "body"):
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
                    yield node.value.id, ast.get_source_segment(source, statement)


def test_views_reach_objects_only_through_visible_to():
    front = [("config/pages.py", (ROOT / "config/pages.py").read_text(encoding="utf-8"))]
    views = [*sources("municipalities/views", "surveys/views", "reports/views"), *front]
    past = {
        (path, model)
        for path, source in views
        for model, statement in statements_with_objects(source)
        if "visible_to(" not in statement
    }
    assert past == set(WITHOUT_VISIBLE_TO)


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_modules_and_templates_stay_small():
    modules = {path: len(text.splitlines()) for path, text in sources(*CODE) if "/migrations/" not in path}
    pages = {f"templates/{name}": len(text.splitlines()) for name, text in templates().items()}

    too_long = {path: lines for path, lines in modules.items() if lines > LONGEST_MODULE}
    too_long |= {path: lines for path, lines in pages.items() if lines > LONGEST_TEMPLATE}
    assert too_long == {}


def test_functions_stay_short():
    too_long = {
        f"{path}::{node.name}": node.end_lineno - node.lineno + 1
        for path, text in sources(*CODE)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert too_long == {}


SELF = {"self", "cls"}


def test_every_function_has_a_typed_signature():
    untyped = [
        f"{path}:{node.lineno} {node.name}"
        for path, text in sources(*CODE)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and (
            node.returns is None
            or any(one.annotation is None for one in [*node.args.args, *node.args.kwonlyargs] if one.arg not in SELF)
        )
    ]
    assert untyped == []


@pytest.mark.parametrize("name", ["Exception", "BaseException"])
def test_nothing_catches_everything(name):
    wrong = [
        f"{path}:{node.lineno}"
        for path, text in sources(*CODE)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or name in {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)})
    ]
    assert wrong == []

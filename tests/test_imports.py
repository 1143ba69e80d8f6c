"""Imports run one way: municipalities ← surveys ← reports, and inside an app from rules towards pages."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("municipalities", "surveys", "reports")
# What each app may import of the others; config/ may import all of them, and is imported for its form helper alone.
ARROWS = {"municipalities": set(), "surveys": {"municipalities"}, "reports": {"municipalities", "surveys"}}
# Inside an app nothing imports from further along.
LAYERS = ("enums", "models", "access", "services", "forms", "views", "urls")
VAGUE = {"common", "core", "utils", "helpers", "util", "helper", "misc"}
# The words of the enums, which Django's choices are made of, are data.
MAY_BE_IN_PURE = {"surveys.enums", "municipalities.enums", "reports.enums"}


def modules(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    """Every module a file imports at any depth, also in functions and for types alone, with its line."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((f"{base}.{alias.name}" if base in APPS else base, node.lineno) for alias in node.names)


def found(path, is_wrong):
    return [f"{path.relative_to(ROOT)}:{line} imports {name}" for name, line in imports(path) if is_wrong(name)]


@pytest.mark.parametrize("app", APPS)
def test_apps_import_along_the_arrows_only(app):
    others = set(APPS) - {app} - ARROWS[app]

    wrong = [line for path in modules(app) for line in found(path, lambda name: name.split(".")[0] in others)]
    assert wrong == []


def test_apps_import_nothing_of_the_tests_and_of_config_only_its_form_helper():
    def is_wrong(name):
        return name.split(".")[0] == "tests" or (name.split(".")[0] == "config" and name != "config.crispy")

    assert [line for path in modules(*APPS) for line in found(path, is_wrong)] == []


def layer(name):
    parts = name.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS else None


@pytest.mark.parametrize("app", APPS)
def test_inside_an_app_nothing_imports_from_further_along(app):
    wrong = []
    for path in modules(app):
        own = layer(name_of(path))
        if own is not None:
            wrong += found(path, lambda name: name.split(".")[0] == app and (layer(name) or 0) > own)  # noqa: B023
    assert wrong == []


def pure_modules():
    """Those that say so in their docstring."""
    named = {name_of(path): path for path in modules(*APPS)}
    return {
        name: path for name, path in named.items() if "Pure" in (ast.get_docstring(ast.parse(path.read_text())) or "")
    }


def test_the_rules_are_pure():
    assert {f"surveys.{name}" for name in ("tally", "states", "merge", "checks", "deadlines", "digests")} <= set(
        pure_modules()
    )


def test_pure_modules_reach_no_database_request_or_setting():
    """Neither themselves nor through what they import."""
    files = {name_of(path): path for path in modules(*APPS)}
    waiting, seen, wrong = list(pure_modules()), set(), []
    while waiting:
        module = waiting.pop()
        if module in seen or module in MAY_BE_IN_PURE:
            continue
        seen.add(module)
        for name, line in imports(files[module]):
            own = next((one for one in (name, name.rpartition(".")[0]) if one in files), None)
            if own:
                waiting.append(own)
            elif name.split(".")[0] in {"django", "config", "allauth"} and not name.startswith("django.utils"):
                wrong.append(f"{module}:{line} imports {name}")
    assert wrong == []


def test_the_dane_library_knows_neither_django_nor_the_portal():
    def is_wrong(name):
        is_own = name == "municipalities.dane" or name.startswith("municipalities.dane.")
        return name.split(".")[0] in {"django", "config", *APPS} and not is_own

    library = modules("municipalities/dane")
    assert library
    assert [line for path in library for line in found(path, is_wrong)] == []


def test_only_the_pdf_module_imports_weasyprint():
    wrong = [
        line
        for path in modules(*APPS, "config")
        if name_of(path) != "reports.pdf"
        for line in found(path, lambda name: name.split(".")[0] == "weasyprint")
    ]
    assert wrong == []


def test_an_import_inside_a_function_says_why():
    """Except in the PDF module, whose docstring says it once for all."""
    wrong = []
    for path in set(modules(*APPS, "config")) - {ROOT / "reports" / "pdf.py"}:
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        near = lines[max(node.lineno - 4, function.lineno) : node.lineno]
                        if not any("#" in line for line in near):
                            wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_no_module_has_a_name_that_says_nothing():
    vague = [path for path in modules(*APPS, "config", "tests") if VAGUE & {path.stem, *path.parent.parts}]

    assert vague == []

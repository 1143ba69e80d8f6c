"""The README and the notices against what they speak of, so that a newcomer can believe them word for word."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

from surveys.demo.people import PASSWORD, sign_ins
from tests.test_documentation import rows, section

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
APPS = ("municipalities", "surveys", "reports")
# The background work; the README names it where it speaks of production.
OURS = sorted(name for name, app in get_commands().items() if app in APPS and name != "qcluster")
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_readme_lists_every_command_and_no_other():
    assert sorted(row[0].split()[0] for row in rows(section(README, "Commands"))) == OURS


@pytest.mark.parametrize("name", OURS)
def test_readme_gives_every_option_of_a_command(name):
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    usual = BaseCommand().create_parser("manage.py", name)
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    options -= {option for action in usual._actions for option in action.option_strings}

    written = next(row[0] for row in rows(section(README, "Commands").replace("\\|", "/")) if row[0].split()[0] == name)
    assert set(re.findall(r"--[a-z]+", written)) == options


@pytest.mark.parametrize("name", [*OURS, "qcluster"])
def test_every_command_explains_itself(name, capsys):
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)

    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["--help"])
    said = capsys.readouterr()
    assert (ended.value.code, said.err) == (0, "")
    assert name == "qcluster" or "Exit code" in " ".join(said.out.split())


def test_readme_lists_every_setting_and_no_other():
    read = re.findall(r'\b(?:env_\w+|load_env_file)\("(\w+)"', (ROOT / "config/settings.py").read_text())
    written = [name for row in rows(section(README, "Settings")) for name in re.findall(r"[A-Z_]+", row[0])]

    assert sorted(written) == sorted(read)


def test_readme_gives_the_demos_sign_ins():
    assert f"`{PASSWORD}`" in README
    assert {row[0] for row in rows(section(README, "Try it"))} == {email for email, _ in sign_ins()}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_between_the_texts_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_package_has_a_reason():
    asked = re.findall(r"^([A-Za-z][\w-]*)", (ROOT / "requirements/base.in").read_text(), re.MULTILINE)
    asked += json.loads((ROOT / "package.json").read_text())["dependencies"]
    reasons = (ROOT / "docs/decisions/0006-dependencies.md").read_text().lower()

    assert [name for name in asked if name.lower().removesuffix("-binary") not in reasons] == []


def test_notices_name_the_design_system_we_serve():
    version = json.loads((ROOT / "package.json").read_text())["dependencies"]["dkfds"]

    assert f"`dkfds` {version}" in (ROOT / "docs/notices.md").read_text(encoding="utf-8")

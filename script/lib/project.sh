# shellcheck shell=bash
# The project's own state: settings file, compiled texts, database, static files. Sourced; needs say.sh and VENV.

ENV_FILE_HERE="$ROOT/.env"

has_env_file() { [ -e "$ENV_FILE_HERE" ]; }

# Written beside and moved into place, so that a stopped set-up never leaves half a file.
write_env_file() {
  local secret
  secret=$("$VENV/bin/python" -c 'import secrets; print(secrets.token_urlsafe(60))') || return 1
  (
    umask 077
    cat >"$ENV_FILE_HERE.new" <<END
# Written by script/setup for development on this machine. Never commit it, never copy it to a server.
SECRET_KEY=$secret
SITE_URL=http://127.0.0.1:8000
ALLOWED_HOSTS=localhost
DEMO=1
SENDER_NAME=Demotilsynet
SENDER_ADDRESS='Opdigtet Vej 1, 9999 Demoby'
SENDER_CVR=00000000
SENDER_PHONE='00 00 00 00'
SENDER_EMAIL=post@demotilsynet.example
DEFAULT_FROM_EMAIL='Demotilsynet <ingen-svar@demotilsynet.example>'
END
  ) && mv "$ENV_FILE_HERE.new" "$ENV_FILE_HERE"
}

stale_messages() {
  local po
  for po in "$ROOT"/locale/*/LC_MESSAGES/*.po; do
    [ -e "$po" ] && [ ! "${po%.po}.mo" -nt "$po" ] && printf '%s\n' "$po"
  done
  return 0
}

are_messages_compiled() { [ -z "$(stale_messages)" ]; }

compile_messages() {
  stale_messages | while IFS= read -r po; do
    msgfmt --check --output-file="${po%.po}.mo" "$po" || return 1
  done
}

prepare_database() { "$VENV/bin/python" "$ROOT/script/lib/prepare.py"; }

# A folder's own time changes when a file in it goes away, so folders count too.
are_static_files_current() {
  local manifest="$ROOT/staticfiles/staticfiles.json"
  [ -e "$manifest" ] &&
    [ -z "$(find "$ROOT/static" "$ROOT/config/settings.py" "$ROOT/config/staticfiles.py" "$VENV/.installed-base" "$ROOT/node_modules/.installed" \
      -newer "$manifest" 2>/dev/null | head -n 1)" ]
}

collect_static_files() { "$VENV/bin/python" "$ROOT/manage.py" collectstatic --noinput --clear --verbosity 0; }

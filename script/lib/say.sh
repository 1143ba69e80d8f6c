# shellcheck shell=bash
# What the scripts say: one line a step, the details in a log. Sourced; needs $ROOT.

LOG="$ROOT/var/log/setup.log"

say() { printf '%s\n' "$@"; }

# stop CODE MESSAGE...: 1 = something failed, 2 = something the reader must do first.
stop() {
  local code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

# step TITLE COMMAND...: the title stands before the work starts, so a slow step is never a silent one.
step() {
  local title=$1 start=$SECONDS
  shift
  printf '  %-26s' "$title"
  printf '\n== %s: %s\n' "$(date '+%F %T')" "$title" >>"$LOG"
  if "$@" >>"$LOG" 2>&1; then
    printf '%4d s\n' $((SECONDS - start))
  else
    local code=$?
    printf 'failed (exit %d)\n' "$code"
    tail -n 25 "$LOG" >&2
    stop 1 "" "$title failed. The whole log: $LOG"
  fi
}

# step_unless_done TITLE DONE WORK: DONE and WORK are functions; WORK is skipped when DONE says so.
step_unless_done() {
  if "$2"; then
    printf '  %-26s ready\n' "$1"
  else
    step "$1" "$3"
  fi
}

#!/usr/bin/env bash
# The check of action.yml beside this file, which says what the variables mean. It exits as the command does: 0 good, 1 findings,
# 2 could not run.
set -euo pipefail
programs=$(cd "$(dirname "$0")/../../.." && pwd)/src/cli

# An annotation. A line break within it would begin a command of its own.
stop() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  echo "::error::${text//$'\n'/%0A}" >&2
  exit 2
}

# Lines are split at line breaks alone: paths may have blanks.
IFS=$'\n'
set -f
words=($OPTIONS)
set +f
case $STRICT in
  true) words+=(--strict) ;;
  false) ;;
  *) stop "strict is \"$STRICT\": write true or false" ;;
esac

if [ -n "$CONFIG" ]; then
  command=(node "$programs/janus.js" check "${words[@]}" --config "$CONFIG")
  files=()
else
  shopt -s globstar nullglob
  files=($FILES)
  [ ${#files[@]} -gt 0 ] || stop "no file matches \"$FILES\": name zone files under files, or a janus.yaml under config"
  command=(node "$programs/zonecheck.js" "${words[@]}")
  files=(-- "${files[@]}")
fi

# Writes the findings in a form to a file, where one is wanted. Where the command could say nothing there is no file: an empty one, or
# that of the last run, would mislead.
write() {
  [ -n "$2" ] || return 0
  "${command[@]}" --format "$1" "${files[@]}" > "$2" || true
  [ -s "$2" ] || rm -f "$2"
}

write sarif "$SARIF"
write badge "$BADGE"
"${command[@]}" --format github "${files[@]}"

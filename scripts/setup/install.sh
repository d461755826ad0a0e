# One way to install from each registry: into a folder of its own, in the pinned versions, again when the pins have changed.

readonly python_hint="Install Python 3.11 or newer with its venv module."
readonly npm_quiet=(--no-audit --no-fund --no-progress --loglevel=error --ignore-scripts)

# install_npm PINS HOME WHAT: the packages of PINS/package-lock.json into HOME/node_modules.
install_npm() {
  local pins=$1 home=$2 what=$3
  if cmp -s "$pins/package-lock.json" "$home/node_modules/.installed-lock"; then return; fi
  command -v npm >/dev/null || fail "npm was not found. Install Node.js with npm."
  say "installing $what from npm into $home"
  mkdir -p "$home"
  cp "$pins/package.json" "$pins/package-lock.json" "$home/"
  # By its real path: npm finds no root where the folder is reached through a link.
  run_quietly npm ci --prefix "$(cd "$home" && pwd -P)" "${npm_quiet[@]}" ||
    fail "npm could not install the packages of $pins/package-lock.json (see above). Is the npm registry reachable?"
  cp "$pins/package-lock.json" "$home/node_modules/.installed-lock"
}

# install_python PINS HOME WHAT HINT CHECK…: an environment with the wheels that PINS names, in which the command CHECK works.
install_python() {
  local pins=$1 home=$2 what=$3 hint=$4
  shift 4
  if cmp -s "$pins" "$home/installed-requirements.txt" && [ -x "$home/bin/python" ]; then return; fi
  command -v python3 >/dev/null || fail "$what is for Python, and there is no python3. $hint"
  say "installing $what from PyPI into $home"
  rm -rf "$home"
  mkdir -p "${home%/*}"
  run_quietly python3 -m venv "$home" ||
    fail "python3 could not make a virtual environment for $what (see above). $hint"
  run_quietly "$home/bin/python" -m pip install --disable-pip-version-check --no-input --only-binary :all: -r "$pins" ||
    fail "pip could not install $what (see above). Is PyPI reachable? $hint"
  run_quietly "$@" || fail "the installed $what does not work on this machine (see above). $hint"
  cp "$pins" "$home/installed-requirements.txt"
}

# build_go SOURCE OUTPUT WHAT [PACKAGE…]: a Go module's programs; OUTPUT is a file, or a folder that ends with /.
build_go() {
  local source=$1 output=$2 what=$3 home=${2%/*}
  shift 3
  local hint="Install Go 1.25 or newer, or any since 1.21 that may fetch it."
  is_built "$source" "$home" go && return
  command -v go >/dev/null || fail "$what in $source needs Go, and there is no go. $hint"
  say "building $what in Go into $home"
  rm -rf "$home"
  mkdir -p "$home"
  CGO_ENABLED=0 GOFLAGS=-mod=readonly run_quietly go -C "$source" build -trimpath -o "$PWD/$output" "${@:-.}" ||
    fail "$what in $source could not be built (see above). Is the Go module proxy reachable? $hint"
  sources "$source" go >"$home/built-sources"
}

# build_rust SOURCE HOME WHAT PROGRAM…: a Cargo package's programs, without debug information: that is built the fastest.
build_rust() {
  local source=$1 home=$2 what=$3 program
  shift 3
  local hint="Install Rust 1.88 or newer."
  is_built "$source" "$home" rs && return
  command -v cargo >/dev/null || fail "$what in $source needs Rust, and there is no cargo. $hint"
  say "building $what in Rust into $home: a minute on a quiet machine"
  rm -f "$home/built-sources"
  run_quietly cargo build --locked --bins --manifest-path "$source/Cargo.toml" --target-dir "$home/target" ||
    fail "$what in $source could not be built (see above). Is crates.io reachable? $hint"
  for program; do
    # A program that runs elsewhere cannot be written over.
    rm -f "$home/$program"
    cp "$home/target/debug/$program" "$home/$program"
  done
  sources "$source" rs >"$home/built-sources"
}

# is_built SOURCE HOME ENDING: what is in HOME was made from these sources and pins.
is_built() { sources "$1" "$3" | cmp -s - "$2/built-sources"; }

# sources SOURCE ENDING: pins and sources one after the other.
sources() {
  cat "$1"/go.* "$1"/Cargo.* 2>/dev/null || true
  find "$1" -name "*.$2" | LC_ALL=C sort | while read -r file; do cat "$file"; done
}

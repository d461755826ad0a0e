# Everything goes through the pinned Node of scripts/toolchain; `make help` lists the targets.
SHELL := bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/scripts/toolchain/node_modules/.bin:$(CURDIR)/node_modules/.bin:$(PATH)

# Arguments of `make run` and `make bench`, for one `make run ARGS=--once`.
ARGS ?=
# Part of a test file's path, for one `make test-unit ONLY=mcp/json`.
ONLY ?=
check := node scripts/check.ts $(if $(ONLY),--only $(ONLY))
sources := $(shell find src plugins -name '*.ts' -not -name '*.test.ts' 2>/dev/null)

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 22

.PHONY: run
run: packages envoy dist/.built ## build, start a sample MCP server, the adapter and Envoy, and show what happens (ARGS=--once ends after the tour)
	@exec node dist/src/main.js demo $(ARGS)

.PHONY: build
build: packages dist/.built ## compile to dist/

.PHONY: test
test: packages envoy ## all that a change must pass: types, lint, generated files, build, unit and integration tests
	@$(check) typecheck lint generated build unit integration

.PHONY: test-unit
test-unit: packages ## tests that need no Envoy (ONLY=part/of/path)
	@$(check) unit

.PHONY: test-integration
test-integration: packages envoy ## tests with real Envoy (ONLY=part/of/path)
	@$(check) integration

.PHONY: reloads
reloads: packages envoy ## 300 reloads under traffic with isolated and external plugins: ten minutes and more (RELOADS=n)
	@RELOADS=$${RELOADS:-300} $(check) reloads

.PHONY: robustness
robustness: packages envoy ## floods, stalls, 2,000 idle streams, exchanges cut off in every state: what the adapter holds then; some minutes (ONLY=part/of/path)
	@ROBUSTNESS=full $(check) robustness

.PHONY: robustness-quick
robustness-quick: packages envoy ## its short form: a minute
	@$(check) robustness

.PHONY: soak
soak: packages envoy dist/.built ## a million exchanges of every kind through Envoy and five plugins: nothing may grow; a quarter of an hour (EXCHANGES=n SOAK_MINUTES=n SOAK_TRANSPORT=name)
	@EXCHANGES=$${EXCHANGES:-1000000} exec node -C plugins-adapter-source --test test/soak/soak.test.ts

.PHONY: soak-quick
soak-quick: packages envoy ## its short form, 6,000 exchanges: half a minute
	@$(check) soak

.PHONY: peers
peers: packages ## tests against the real Python packages, in full (ONLY=part/of/path)
	@scripts/setup.sh peers
	@PEERS=full $(check) peers

.PHONY: conformance
conformance: packages envoy ## the official MCP conformance suite, straight and through Envoy, in full: ten minutes
	@scripts/setup.sh conformance
	@scripts/setup.sh cpex
	@CONFORMANCE=full $(check) conformance

.PHONY: conformance-quick
conformance-quick: packages envoy ## its short form: under a minute
	@scripts/setup.sh conformance
	@$(check) conformance

.PHONY: attack
attack: packages envoy ## the attack catalogue against real servers and clients in TypeScript, Python, Go and Rust: some minutes (ONLY=part/of/path)
	@scripts/setup.sh attack
	@scripts/setup.sh rust
	@ATTACK=full $(check) attack

.PHONY: attack-quick
attack-quick: packages envoy ## the same with the TypeScript SDK alone, in a minute
	@$(check) attack

.PHONY: fuzz
fuzz: packages ## mutated messages and event streams, read by the adapter and by servers and clients (SECONDS=60 SEED=n, CASE=n)
	@scripts/setup.sh fuzz
	@exec node -C plugins-adapter-source test/fuzz/run.ts

.PHONY: clients
clients: packages envoy ## what MCP clients make of each form of denial: TypeScript, Python, Go and Rust (ARGS='--only Python', ARGS=--write)
	@scripts/setup.sh clients
	@scripts/setup.sh rust
	@node -C plugins-adapter-source test/clients/run.ts $(ARGS)

.PHONY: clients-short
clients-short: packages envoy ## its short form, without mcp-go and Rust and before the TypeScript servers alone: in a minute
	@scripts/setup.sh clients
	@scripts/setup.sh redis
	@$(check) clients

.PHONY: schemas
schemas: packages ## the table of messages and hooks against the published schemas of MCP: in a minute (ONLY=part/of/path)
	@scripts/setup.sh schemas
	@$(check) schemas

.PHONY: lean
lean: packages envoy ## the lean transport: the conformance suite for HTTP/2 servers, and connections from real Envoy
	@scripts/setup.sh h2spec
	@$(check) h2spec integration-lean

.PHONY: ci
ci: packages envoy ## `make test` and the short forms of the slower suites
	@scripts/setup.sh peers
	@scripts/setup.sh conformance
	@scripts/setup.sh clients
	@scripts/setup.sh fuzz
	@scripts/setup.sh schemas
	@scripts/setup.sh h2spec
	@$(check) typecheck lint generated build unit integration peers attack robustness conformance clients schemas h2spec integration-lean fuzz soak bench-quick

.PHONY: check
check: packages ## types, lint, generated files and unit tests: some minutes
	@$(check) typecheck lint generated unit

.PHONY: bench
bench: packages envoy dist/.built ## CPU per exchange and added latency behind real Envoy, beside Go and Python: six minutes (ARGS='--only json-0.5k,static')
	@scripts/setup.sh bench
	@exec node -C plugins-adapter-source test/bench/run.ts $(ARGS)

.PHONY: bench-page
bench-page: packages ## docs/reference/performance.md from the file that make bench has named (FILE=.cache/bench/…)
	@exec node -C plugins-adapter-source test/bench/page.ts $(FILE)

.PHONY: bench-quick
bench-quick: packages envoy dist/.built ## this, bench-executor, bench-external, bench-reader and bench-claims in a minute: do they run, are they of the same order
	@scripts/setup.sh peers
	@exec node -C plugins-adapter-source test/bench/run.ts --quick $(ARGS)

.PHONY: bench-executor
bench-executor: packages ## CPU per hook call with 0 to 40 plugins, beside cpex, in ten seconds (ARGS=--json)
	@scripts/setup.sh cpex
	@exec node -C plugins-adapter-source test/bench/executor.ts $(ARGS)

.PHONY: bench-exchange
bench-exchange: packages ## CPU of our own code per exchange, without gRPC and sockets, with 0, 1 and 5 plugins, in half a minute (ARGS=--json, ARGS="--only 'JSON 0.5 KB'")
	@exec node -C plugins-adapter-source test/bench/exchange.ts $(ARGS)

.PHONY: bench-external
bench-external: packages ## ms per call of external plugins over each transport: ours, cpex's servers, Go (ARGS=--json, ARGS='--only SSE')
	@scripts/setup.sh peers
	@exec node -C plugins-adapter-source test/bench/external.ts $(ARGS)

.PHONY: bench-claims
bench-claims: packages envoy dist/.built ## what ContextForge's documentation claims of latency, memory and throughput, measured here in a few minutes (ARGS=--json, ARGS='--only memory')
	@scripts/setup.sh bench
	@exec node -C plugins-adapter-source test/bench/claims.ts $(ARGS)

.PHONY: bench-start
bench-start: packages dist/.built ## cold start to ready, idle memory, both with 0 to 50 plugins, and what loading costs: two minutes (ARGS=--json, ARGS='--only demo')
	@exec node -C plugins-adapter-source test/bench/start.ts $(ARGS)

.PHONY: bench-observing
bench-observing: packages ## CPU of metrics and kept decisions per hook call (ARGS=--json)
	@exec node -C plugins-adapter-source test/bench/observing.ts $(ARGS)

.PHONY: bench-reader
bench-reader: packages ## the strict JSON reader beside JSON.parse, 0.5 KB to 1 MB, in a minute (ARGS=--json)
	@exec node -C plugins-adapter-source test/bench/reader.ts $(ARGS)

.PHONY: eval
eval: packages ## what the built-in plugins find in labelled data of others (CORPORA=folder, DATA=file KIND=plugin, ARGS='--only secrets --misses', ARGS=--peers, ARGS=--write)
	@case "$(ARGS)" in *--peers*|*--write*) scripts/setup.sh wheels || echo "the peers are left out";; esac
	@exec node -C plugins-adapter-source test/eval/run.ts $(if $(DATA),--data $(DATA)) $(if $(KIND),--kind $(KIND)) $(ARGS)

.PHONY: format
format: packages ## format the sources and apply safe lint fixes
	@biome check --write .

.PHONY: generate
generate: packages ## write the files that are made from others
	@node -C plugins-adapter-source scripts/generate.ts

.PHONY: generate-check
generate-check: packages ## fail if a generated file is not what `make generate` would write
	@node -C plugins-adapter-source scripts/generate.ts --check

.PHONY: clean
clean: ## remove build output, installed packages and the cache (the pinned Node too)
	rm -rf dist .cache coverage node_modules scripts/toolchain/node_modules

dist/.built: $(sources) package.json tsconfig.json tsconfig.build.json
	@rm -rf dist
	@tsc -p tsconfig.build.json
	@touch $@

.PHONY: packages
packages:
	@scripts/setup.sh packages

.PHONY: envoy
envoy:
	@scripts/setup.sh envoy

# What `make bench` measures with, and what it measures the adapter beside, in .cache/bench.

setup_bench() {
  local home=.cache/bench/python-stack
  build_go test/bench/gateway/go .cache/bench/gateway/ "the upstream and the load of the benchmark" ./cmd/upstream ./cmd/load
  build_go test/bench/peers/go-noop .cache/bench/go-noop/go-noop "the no-op ext_proc server"
  install_python $toolchain/bench-python-stack.txt $home "the Python peer of the benchmark" "$python_hint" \
    $home/bin/python -c 'import cpex.framework, cpex_pii_filter.pii_filter, envoy.service.ext_proc.v3.external_processor_pb2_grpc'
}

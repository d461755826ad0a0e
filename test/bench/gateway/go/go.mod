module plugins-adapter/test/bench/gateway/go

go 1.25.5

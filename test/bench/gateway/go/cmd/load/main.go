// Bounded load on one address: a JSON load.Spec on standard input, a JSON load.Result on standard output.
package main

import (
	"encoding/json"
	"log"
	"os"

	"plugins-adapter/test/bench/gateway/go/load"
)

func main() {
	var spec load.Spec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		log.Fatal(err)
	}
	result, err := load.Run(&spec)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}

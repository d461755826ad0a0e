// Command descriptors prints, as JSON, what the ext_proc service of an independent package looks like on the wire:
// every message and enum reachable from ProcessingRequest and ProcessingResponse, each field with its number, type,
// label and oneof. The version of go-control-plane in go.mod decides which Envoy that is.
package main

import (
	"encoding/json"
	"os"

	extproc "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/protobuf/reflect/protoreflect"
)

type field struct {
	Number  int    `json:"number"`
	Type    string `json:"type"`
	Label   string `json:"label"`
	Oneof   string `json:"oneof,omitempty"`
	TypeRef string `json:"of,omitempty"`
}

type method struct {
	Request         string `json:"request"`
	Response        string `json:"response"`
	ClientStreaming bool   `json:"clientStreaming"`
	ServerStreaming bool   `json:"serverStreaming"`
}

type dump struct {
	Methods  map[string]method           `json:"methods"`
	Messages map[string]map[string]field `json:"messages"`
	Enums    map[string]map[string]int   `json:"enums"`
}

func main() {
	out := dump{map[string]method{}, map[string]map[string]field{}, map[string]map[string]int{}}
	services := extproc.File_envoy_service_ext_proc_v3_external_processor_proto.Services()
	for i := range services.Len() {
		methods := services.Get(i).Methods()
		for j := range methods.Len() {
			m := methods.Get(j)
			out.Methods[string(m.FullName())] = method{
				Request:         string(m.Input().FullName()),
				Response:        string(m.Output().FullName()),
				ClientStreaming: m.IsStreamingClient(),
				ServerStreaming: m.IsStreamingServer(),
			}
			addMessage(out, m.Input())
			addMessage(out, m.Output())
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
}

func addMessage(out dump, message protoreflect.MessageDescriptor) {
	name := string(message.FullName())
	if _, seen := out.Messages[name]; seen {
		return
	}
	fields := map[string]field{}
	out.Messages[name] = fields
	for i := range message.Fields().Len() {
		f := message.Fields().Get(i)
		entry := field{Number: int(f.Number()), Type: f.Kind().String(), Label: f.Cardinality().String()}
		if oneof := f.ContainingOneof(); oneof != nil && !oneof.IsSynthetic() {
			entry.Oneof = string(oneof.Name())
		}
		if nested := f.Message(); nested != nil {
			entry.TypeRef = string(nested.FullName())
			addMessage(out, nested)
		}
		if enum := f.Enum(); enum != nil {
			entry.TypeRef = string(enum.FullName())
			addEnum(out, enum)
		}
		fields[string(f.Name())] = entry
	}
}

func addEnum(out dump, enum protoreflect.EnumDescriptor) {
	values := map[string]int{}
	out.Enums[string(enum.FullName())] = values
	for i := range enum.Values().Len() {
		v := enum.Values().Get(i)
		values[string(v.Name())] = int(v.Number())
	}
}

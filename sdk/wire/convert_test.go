package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// fillValue sets every field below v to something that is not its zero value, each different.
func fillValue(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 1, 0, 0, *n, *n*int(time.Millisecond), time.UTC)))
		return
	case json.RawMessage:
		v.SetBytes(fmt.Appendf(nil, `{"n":%d}`, *n))
		return
	case http.Header:
		v.Set(reflect.ValueOf(http.Header{fmt.Sprintf("X-%d", *n): {"a", "b"}}))
		return
	case []any:
		v.Set(reflect.ValueOf([]any{"text", 1.5, true, nil}))
		return
	case fault.Kind:
		v.Set(reflect.ValueOf(fault.Conflict))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n) * int64(time.Millisecond))
		if v.Type() != reflect.TypeFor[time.Duration]() {
			v.SetInt(int64(*n))
		}
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillValue(v.Index(i), n)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillValue(key, n)
		fillValue(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillValue(v.Field(i), n)
			}
		}
	default:
		if v.CanUint() {
			v.SetUint(uint64(*n))
		}
	}
}

// unset lists the fields of a message, at any depth, that nothing was written to.
func unset(path string, m protoreflect.Message, skip map[string]bool) []string {
	var missing []string
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		name := path + "." + string(f.Name())
		switch {
		case skip[name]:
		case f.ContainingOneof() != nil && !f.HasOptionalKeyword():
			// one of several: the round trip shows that each is carried
		case !m.Has(f):
			missing = append(missing, name)
		case f.IsList() && f.Message() != nil:
			missing = append(missing, unset(name, m.Get(f).List().Get(0).Message(), skip)...)
		case f.Message() != nil && !f.IsMap():
			missing = append(missing, unset(name, m.Get(f).Message(), skip)...)
		}
	}
	return missing
}

// roundTrip fills a value, converts it there and back, and looks for what was lost on either side.
func roundTrip[A any, B proto.Message](t *testing.T, to func(A) B, from func(B) A, skip ...string) {
	t.Helper()
	var value A
	n := 0
	fillValue(reflect.ValueOf(&value).Elem(), &n)
	message := to(value)
	skipped := map[string]bool{}
	for _, name := range skip {
		skipped[name] = true
	}
	if missing := unset("", message.ProtoReflect(), skipped); len(missing) > 0 {
		t.Errorf("%T leaves fields of %s unset: %v", value, message.ProtoReflect().Descriptor().Name(), missing)
	}
	text, err := proto.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	back := message.ProtoReflect().New().Interface().(B)
	if err := proto.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	ours := cmpopts.IgnoreFields(store.Record{}, "Version") // the core's own: no module is told
	if diff := cmp.Diff(value, from(back), ours); diff != "" {
		t.Errorf("%T does not survive (-sent +received)\n%s", value, diff)
	}
}

// A field that is added to a type or to a message, and forgotten in between, fails here.
func TestEveryFieldSurvives(t *testing.T) {
	t.Parallel()
	roundTrip(t, toRecord, fromRecord)
	roundTrip(t, toCommit, fromCommit)
	roundTrip(t, toChange, fromChange)
	roundTrip(t, toQuery, fromQuery)
	roundTrip(t, toAggregation, fromAggregation)
	roundTrip(t, toCaller, fromCaller)
	roundTrip(t, toRead, fromRead)
	roundTrip(t, toRequest, fromRequest)
	roundTrip(t, toAnswer, fromAnswer, ".fault")
	roundTrip(t, toBefore, fromBefore, ".call")
	roundTrip(t, toHear, fromHear, ".call")
	roundTrip(t, toRun, fromRun, ".call")
	roundTrip(t, toUnit, fromUnit)
	roundTrip(t, toMail, fromMail, ".handle")
	roundTrip(t, toLine, fromLine)
	roundTrip(t, func(g store.Group) *pb.Group {
		made, err := toGroup(g)
		if err != nil {
			t.Error(err)
		}
		return made
	}, fromGroup)
}

func TestGroupRefusesOddKeys(t *testing.T) {
	t.Parallel()
	if _, err := toGroup(store.Group{Key: []any{int64(1)}}); err == nil {
		t.Error("a key that is no scalar was carried")
	}
}

// No message of the protocol can name a tenant, whoever writes it.
func TestNoMessageNamesATenant(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, file := range []protoreflect.FileDescriptor{
		pb.File_ribambelle_module_v1_call_proto, pb.File_ribambelle_module_v1_host_proto,
		pb.File_ribambelle_module_v1_plugin_proto, pb.File_ribambelle_module_v1_store_proto,
	} {
		for i := range file.Messages().Len() {
			m := file.Messages().Get(i)
			for j := range m.Fields().Len() {
				seen++
				switch name := string(m.Fields().Get(j).Name()); name {
				case "tenant", "tenant_id", "organisation", "organization", "slug":
					t.Errorf("%s has the field %s", m.Name(), name)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d fields were looked at", seen)
	}
}

package api

import (
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// form is what an operation's input is made of.
type form struct {
	query []string // parameters of the query
	body  bool
	json  bool // the answer has a document
}

// formOf reads the tags that Huma reads.
func formOf(in, out reflect.Type) form {
	var f form
	for _, field := range reflect.VisibleFields(in) {
		if name, isQuery := field.Tag.Lookup("query"); isQuery {
			f.query = append(f.query, name)
		}
		f.body = f.body || field.Name == "Body"
	}
	answer, found := out.FieldByName("Body")
	f.json = found && answer.Type != reflect.TypeFor[[]byte]()
	return f
}

// check refuses a query that nobody reads, and a caller who takes no JSON.
func (f form) check(r *http.Request) error {
	if err := knownQuery(r.URL.Query(), f.query...); err != nil {
		return err
	}
	if f.json {
		return takesJSON(r)
	}
	return nil
}

// takesJSON refuses a caller whose Accept header rules JSON out: told before anything is done.
func takesJSON(r *http.Request) error {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if accept == "" {
		return nil
	}
	for wanted := range strings.SplitSeq(accept, ",") {
		kind, parameters, _ := mime.ParseMediaType(wanted)
		refused := parameters["q"] != "" && strings.Trim(parameters["q"], "0.") == ""
		if slices.Contains([]string{"*/*", "application/*", "application/json"}, kind) && !refused {
			return nil
		}
	}
	return fault.New(fault.Invalid, "not-acceptable", "This is answered with application/json.")
}

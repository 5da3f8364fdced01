package declared

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/core/yamlfile"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// collection is one of a folder's, as far as it could be read.
type collection struct {
	file   *yamlfile.File
	schema store.Schema
	view   sdk.View
	may    map[string][]string // roles by verb
}

// written is what a collection's file says beside its schema.
type written struct {
	Title       sdk.Text            `json:"title"`
	Unlisted    bool                `json:"unlisted"`
	May         map[string][]string `json:"may"`
	Schema      json.RawMessage     `json:"schema"`
	Indexes     [][]string          `json:"indexes"`
	Version     int                 `json:"version"`
	Conversions []store.Conversion  `json:"conversions"`
	List        *sdk.ListView       `json:"list"`
	Form        []sdk.FormStep      `json:"form"`
	Print       *sdk.PrintView      `json:"print"`
	CSV         []string            `json:"csv"`
}

// collection reads the file of a collection; nil where it is not sound. What can be told beyond that is told all the same.
func (r *reader) collection(name string) *collection {
	at := path.Join(collections, name+".yaml")
	f, sound := r.Open(at, r.files[at], collectionSchema())
	var w written
	if err := json.Unmarshal(f.JSON(""), &w); err != nil { // its schema has said why
		return nil
	}
	d, ok := r.document(f, name)
	sound = sound && ok
	r.texts(d.file, d.at)
	schema, err := store.ParseSchema(name, d.text(), store.Schema{
		Title: w.Title, Version: w.Version, Indexes: w.Indexes, Conversions: w.Conversions, Unlisted: w.Unlisted,
	})
	if err != nil {
		if sound {
			r.unsound(f, d, err)
		}
		return nil
	}
	r.converted(f, schema)
	c := &collection{file: f, schema: schema, may: w.May, view: sdk.View{Collection: name, List: w.List, Form: w.Form, Print: w.Print, CSV: w.CSV}}
	for _, wrong := range c.view.Check(schema) {
		r.Add(f, wrong.Pointer, "%s", wrong.Message)
	}
	if !sound {
		return nil
	}
	return c
}

// unsound puts the complaints about a declaration at the places that they are about.
func (r *reader) unsound(f *yamlfile.File, d document, err error) {
	for _, wrong := range fault.From(err).Fields {
		if wrong.Pointer == "" {
			r.Add(f, "", "%s", wrong.Message)
		} else {
			r.Add(d.file, d.at+wrong.Pointer, "%s", wrong.Message)
		}
	}
}

// document is the JSON Schema of a collection: part of its file, or a file of its own.
type document struct {
	file *yamlfile.File
	at   string
}

func (r *reader) document(f *yamlfile.File, collection string) (document, bool) {
	name, apart := f.Object()["schema"].(string)
	if !apart {
		return document{f, "/schema"}, true
	}
	at := path.Join(collections, name)
	text, there := r.files[at]
	if !there || name != collection+schemaSuffix {
		r.Add(f, "/schema", "there is no file %s beside this one; the fields can also stand here", collection+schemaSuffix)
		return document{f, "/nothing"}, false
	}
	own, ok := r.Open(at, text, documentSchema())
	return document{own, ""}, ok
}

// text is the schema as it is kept: closed, so that no record holds more than was declared, at any depth.
func (d document) text() []byte {
	var text bytes.Buffer
	d.write(&text, d.at)
	return text.Bytes()
}

func (d document) write(text *bytes.Buffer, at string) {
	text.WriteByte('{')
	if at == d.at {
		fmt.Fprintf(text, `"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",`)
	}
	for _, word := range d.file.Keys(at) {
		below := at + "/" + yamlfile.Escape(word)
		switch {
		case at == d.at && (word == "$schema" || word == "type"):
			continue
		case word == "properties":
			text.WriteString(`"additionalProperties":false,"properties":{`)
			for i, property := range d.file.Keys(below) {
				if i > 0 {
					text.WriteByte(',')
				}
				fmt.Fprintf(text, "%q:", property)
				d.write(text, below+"/"+property)
			}
			text.WriteByte('}')
		case word == "items":
			text.WriteString(`"items":`)
			d.write(text, below)
		default:
			fmt.Fprintf(text, "%q:%s", word, cmp.Or(string(d.file.JSON(below)), "null"))
		}
		text.WriteByte(',')
	}
	text.Truncate(text.Len() - 1) // the last comma: a schema has at least one word
	text.WriteByte('}')
}

// texts complains about choices without a label, and labels without a choice.
func (r *reader) texts(f *yamlfile.File, at string) {
	for _, word := range f.Keys(at) {
		switch below := at + "/" + word; word {
		case "properties":
			for _, name := range f.Keys(below) {
				r.texts(f, below+"/"+name)
			}
		case "items":
			r.texts(f, below)
		case "enum":
			r.choices(f, at)
		case "x-enum":
			if f.JSON(at+"/enum") == nil {
				r.Add(f, below, "there are labels here and no choices: write enum beside it")
			}
		}
	}
}

func (r *reader) choices(f *yamlfile.File, at string) {
	var values []any
	_ = json.Unmarshal(f.JSON(at+"/enum"), &values) // a list: its schema was checked
	labels := f.Keys(at + "/x-enum")
	offered := make([]string, 0, len(values))
	for i, value := range values {
		named := fmt.Sprint(value)
		offered = append(offered, named)
		if !slices.Contains(labels, named) {
			r.Add(f, at+"/enum/"+strconv.Itoa(i), "the choice %q has no label in x-enum", named)
		}
		_, isText := value.(string)
		if asked := strings.Trim(string(f.JSON(at+"/type")), `"`); isText != (asked == "string") {
			r.Add(f, at+"/enum/"+strconv.Itoa(i), "the choice %q is not of the type %s", named, asked)
		}
	}
	for _, label := range labels {
		if !slices.Contains(offered, label) {
			r.Add(f, at+"/x-enum/"+yamlfile.Escape(label), "there is no choice %q in enum", label)
		}
	}
	if text := f.JSON(at + "/default"); text != nil {
		var begun any
		if err := json.Unmarshal(text, &begun); err != nil || !slices.Contains(values, begun) {
			r.Add(f, at+"/default", "%s is none of the choices", text)
		}
	}
}

// converted complains about conversions that fill fields which are not there, and never were.
func (r *reader) converted(f *yamlfile.File, s store.Schema) {
	for i, step := range s.Conversions {
		at := fmt.Sprintf("/conversions/%d/", i)
		check := func(word, name, field string) {
			if now := today(s, step.To, field); now != "" {
				if _, known := s.Field(now); !known {
					r.Add(f, at+word+"/"+yamlfile.Escape(name), "there is no field %q in the schema", now)
				}
			}
		}
		for _, from := range slices.Sorted(maps.Keys(step.Rename)) {
			check("rename", from, step.Rename[from])
		}
		for _, name := range slices.Sorted(maps.Keys(step.Default)) {
			check("default", name, name)
		}
		for _, name := range slices.Sorted(maps.Keys(step.Map)) {
			check("map", name, name)
		}
	}
}

// today is the name now of a field that a conversion to a version has named; empty where it was dropped since.
func today(s store.Schema, version int, name string) string {
	for _, step := range s.Conversions {
		if step.To <= version {
			continue
		}
		if slices.Contains(step.Drop, name) {
			return ""
		}
		if next, renamed := step.Rename[name]; renamed {
			name = next
		}
	}
	return name
}

package sdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// View is how the console shows the records of an ordinary collection. What it leaves out is made from the schema.
type View struct {
	Collection string     `json:"collection"` // filled in from Collect
	List       *ListView  `json:"list,omitempty"`
	Form       []FormStep `json:"form,omitempty"`
	Print      *PrintView `json:"print,omitempty"`
	// CSV are the columns of the file for spreadsheets, which are then headed by the titles of the fields and filled in
	// words: places by their names, choices by their labels.
	CSV []string `json:"csv,omitempty"`
}

// ListView is the list of a collection. A column is a field, "created_at" or "updated_at".
type ListView struct {
	Columns []string `json:"columns"`
	Order   string   `json:"order,omitempty"` // AIP-132: "visited_on desc, site"
}

// FormStep is one step of a form: a few fields under a title. A form of several is filled in step by step.
type FormStep struct {
	Title  Text     `json:"title"`
	Help   Text     `json:"help,omitempty"`
	Fields []string `json:"fields"`
}

// PrintView is a record on paper: a title, a head of short facts, then field after field.
type PrintView struct {
	Title  Text     `json:"title"`
	Head   []string `json:"head,omitempty"` // beside fields also "created_at" and "updated_at"
	Fields []string `json:"fields"`
}

// View returns the view of a collection; without one it shows what the schema tells.
func (m Manifest) View(collection string) View {
	for _, v := range m.Views {
		if v.Collection == collection {
			return v
		}
	}
	return View{Collection: collection}
}

// recordDates are what the core itself keeps about a record and a view may show.
func recordDates() []string { return []string{"created_at", "updated_at"} }

// Check returns what is wrong with a view of a collection, by pointers into the view: "/list/columns/2".
func (v View) Check(s store.Schema) []fault.Field {
	c := viewCheck{schema: s}
	if v.List != nil {
		c.named("/list/columns", v.List.Columns, recordDates())
		c.cells(v.List.Columns)
		c.order(v.List.Order)
	}
	c.form(v.Form)
	if v.Print != nil {
		c.texts("/print/title", v.Print.Title)
		c.named("/print/head", v.Print.Head, recordDates())
		c.named("/print/fields", v.Print.Fields, nil)
		c.add(len(v.Print.Fields) > 0, "/print/fields", "a page on paper needs at least one field")
	}
	c.named("/csv", v.CSV, append([]string{"id"}, recordDates()...))
	return c.wrong
}

// viewCheck gathers what is wrong with a view.
type viewCheck struct {
	schema store.Schema
	wrong  []fault.Field
}

func (c *viewCheck) add(ok bool, pointer, format string, args ...any) {
	if !ok {
		c.wrong = append(c.wrong, fault.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
}

func (c *viewCheck) texts(pointer string, t Text) {
	c.add(t["fr"] != "" && t["en"] != "", pointer, "needs French and English")
}

// named holds names against the fields of the schema, and what may stand beside them.
func (c *viewCheck) named(pointer string, names, beside []string) {
	for i, name := range names {
		at := fmt.Sprintf("%s/%d", pointer, i)
		_, known := c.schema.Field(name)
		c.add(known || slices.Contains(beside, name), at, "there is no field %q in the schema", name)
		c.add(!slices.Contains(names[:i], name), at, "the field %q comes twice", name)
	}
}

// cells must hold something that fits in one.
func (c *viewCheck) cells(columns []string) {
	c.add(len(columns) > 0, "/list/columns", "a list needs at least one column")
	for i, name := range columns {
		f, _ := c.schema.Field(name)
		c.add(f.Type != store.Object, fmt.Sprintf("/list/columns/%d", i), "the field %q is a list or an object, which no column can hold", name)
	}
}

// order names what storage can put in order.
func (c *viewCheck) order(order string) {
	if order == "" {
		return
	}
	for part := range strings.SplitSeq(order, ",") {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "asc" && words[1] != "desc" {
			c.add(false, "/list/order", "%q is no order: write fields with commas between them, each with desc behind it where the last comes first", order)
			return
		}
		f, known := c.schema.Field(words[0])
		known = known || slices.Contains(recordDates(), words[0])
		c.add(known, "/list/order", "there is no field %q in the schema", words[0])
		c.add(!known || f.Type != store.Object && !f.Sensitive, "/list/order", "the field %q cannot be ordered by: it is a list, an object or kept sealed", words[0])
	}
}

// form must let every required field be filled in, once.
func (c *viewCheck) form(steps []FormStep) {
	var all []string
	for i, s := range steps {
		at := fmt.Sprintf("/form/%d", i)
		c.texts(at+"/title", s.Title)
		if len(s.Help) > 0 {
			c.texts(at+"/help", s.Help)
		}
		c.add(len(s.Fields) > 0, at+"/fields", "a step needs at least one field")
		c.named(at+"/fields", s.Fields, nil)
		for j, name := range s.Fields {
			c.add(!slices.Contains(all, name), fmt.Sprintf("%s/fields/%d", at, j), "the field %q stands in a step before this one", name)
		}
		all = append(all, s.Fields...)
	}
	for _, f := range c.schema.Fields {
		c.add(len(steps) == 0 || !f.Required || slices.Contains(all, f.Name), "/form", "the required field %q is in no step: nobody could fill it in", f.Name)
	}
}

// views are of ordinary collections, one of each.
func (c *complaints) views(m Manifest) {
	seen := map[string]bool{}
	for _, v := range m.Views {
		s, known := m.Collection(v.Collection)
		c.check("views/collection", known && s.Kind == store.Ordinary && !seen[v.Collection], "a view names %q, and that is no ordinary collection, or has a view already", v.Collection)
		seen[v.Collection] = true
		for _, wrong := range v.Check(s) {
			c.check("views/fields", !known, "the view of %s, at %s: %s", v.Collection, wrong.Pointer, wrong.Message)
		}
	}
}

package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// column is one of an export: its head, and what it holds of a record.
type column struct {
	head string
	cell func(r store.Record, doc map[string]json.RawMessage) string
}

// columns are those that the collection's view names, in words; without a view everything, as it is kept.
func (e *edge) columns(ctx context.Context, a asked) ([]column, error) {
	chosen := a.module.View(a.name()).CSV
	if len(chosen) == 0 {
		return wholeColumns(a.schema), nil
	}
	words, err := e.words(ctx, a)
	if err != nil {
		return nil, err
	}
	all := make([]column, 0, len(chosen))
	for _, name := range chosen {
		all = append(all, words.column(name))
	}
	return all, nil
}

// wholeColumns are what the core keeps about a record, and then its fields.
func wholeColumns(schema store.Schema) []column {
	all := []column{
		{"id", func(r store.Record, _ map[string]json.RawMessage) string { return r.ID }},
		{"unit_path", func(r store.Record, _ map[string]json.RawMessage) string { return r.Unit }},
		{"created_at", func(r store.Record, _ map[string]json.RawMessage) string { return instant(r.Created) }},
		{"updated_at", func(r store.Record, _ map[string]json.RawMessage) string { return instant(r.Updated) }},
	}
	for _, f := range schema.Fields {
		all = append(all, column{f.Name, func(_ store.Record, doc map[string]json.RawMessage) string { return cell(doc[f.Name]) }})
	}
	return all
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// words tell fields and their values as people call them, in one language.
type words struct {
	language string
	fields   map[string]wording // by name
	units    map[string]string  // names by id
	schema   store.Schema
}

// wording is what a collection's schema calls a field and its choices.
type wording struct {
	Title   sdk.Text            `json:"x-title"`
	Choices map[string]sdk.Text `json:"x-enum"`
}

func (e *edge) words(ctx context.Context, a asked) (words, error) {
	var schema struct {
		Properties map[string]wording `json:"properties"`
	}
	w := words{language: orElse(a.Principal.Language, "fr"), schema: a.schema, units: map[string]string{}}
	if err := json.Unmarshal(a.schema.JSON, &schema); err != nil {
		return w, err
	}
	w.fields = schema.Properties
	if _, placed := a.schema.Marked(func(m store.Marks) bool { return m.Unit }); !placed {
		return w, nil
	}
	units, err := e.Units.Units(ctx, a.Tenant.ID, tenant.Root)
	for _, u := range units {
		w.units[u.ID] = u.Name
	}
	return w, err
}

func (w words) say(t sdk.Text, otherwise string) string {
	return orElse(orElse(t[w.language], t["fr"]), otherwise)
}

// column is that of a field, or of what the core keeps about a record.
func (w words) column(name string) column {
	switch name {
	case "id":
		return column{"id", func(r store.Record, _ map[string]json.RawMessage) string { return r.ID }}
	case "created_at":
		return column{w.say(sdk.Text{"fr": "Créé le", "en": "Created"}, ""), func(r store.Record, _ map[string]json.RawMessage) string { return instant(r.Created) }}
	case "updated_at":
		return column{w.say(sdk.Text{"fr": "Modifié le", "en": "Changed"}, ""), func(r store.Record, _ map[string]json.RawMessage) string { return instant(r.Updated) }}
	}
	f, _ := w.schema.Field(name)
	said := w.fields[name]
	return column{w.say(said.Title, name), func(_ store.Record, doc map[string]json.RawMessage) string { return w.cell(f, said, doc[name]) }}
}

// cell is a value in words: a place by its name, a choice by its label, a list by its items.
func (w words) cell(f store.Field, said wording, value json.RawMessage) string {
	text := cell(value)
	if f.Unit {
		return orElse(w.units[text], text)
	}
	if label, known := said.Choices[text]; known {
		return w.say(label, text)
	}
	if f.Type == store.Boolean && len(value) > 0 {
		return w.say(map[string]sdk.Text{"true": {"fr": "oui", "en": "yes"}, "false": {"fr": "non", "en": "no"}}[text], text)
	}
	var items []string
	if f.Type == store.Object && json.Unmarshal(value, &items) == nil {
		for i, item := range items {
			items[i] = w.say(said.Choices[item], item)
		}
		return strings.Join(items, "; ")
	}
	return text
}

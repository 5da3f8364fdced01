package parcel

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/semver"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Difference is what a release changes for those who use the one before, in sentences for people.
type Difference struct {
	Against string   `json:"against"` // the older version
	Added   []string `json:"added"`
	Broken  []string `json:"broken"` // callers of the API, links and settings that find something no more
	Lost    []string `json:"lost"`   // records that the new release could not keep or read
}

// Compare compares two declarations of one module. It knows operations by method, address, action and what they open, and
// the bodies that they take and answer as far as their OpenAPI documents tell, pages on paper and the columns of spreadsheets.
func Compare(older, newer sdk.Manifest) Difference {
	d := Difference{Against: older.Version, Added: []string{}, Broken: []string{}, Lost: []string{}}
	named := func(kind string, was, is []string) {
		for _, n := range was {
			if !slices.Contains(is, n) {
				d.Broken = append(d.Broken, fmt.Sprintf("the %s %s is gone", kind, n))
			}
		}
		for _, n := range is {
			if !slices.Contains(was, n) {
				d.Added = append(d.Added, fmt.Sprintf("%s %s", kind, n))
			}
		}
	}
	named("operation", each(older.Operations, address), each(newer.Operations, address))
	named("action", each(older.Actions, func(a sdk.Action) string { return a.Name }), each(newer.Actions, func(a sdk.Action) string { return a.Name }))
	named("role", each(older.Roles, func(r sdk.Role) string { return r.Name }), each(newer.Roles, func(r sdk.Role) string { return r.Name }))
	named("page", each(older.Widgets, page), each(newer.Widgets, page))
	for _, g := range newer.Asks() {
		if !slices.ContainsFunc(older.Asks(), func(was sdk.Grant) bool { return was.Name == g.Name }) {
			d.Added = append(d.Added, "the grant "+g.Name+", for which it waits until it is agreed to")
		}
	}
	named("collection", each(older.Collections, collection), each(newer.Collections, collection))
	d.operations(older, newer)
	for _, was := range older.Collections {
		if is, there := newer.Collection(was.Collection); there {
			d.records(was, is)
			d.views(older, newer, was, is)
		} else {
			d.Lost = append(d.Lost, fmt.Sprintf("the records of %s have no collection any more", was.Collection))
		}
	}
	return d
}

func each[T any](all []T, name func(T) string) []string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = name(one)
	}
	return names
}

func address(op sdk.OperationDeclaration) string { return op.Method + " " + op.Path }
func collection(s store.Schema) string           { return s.Collection }
func page(w sdk.Widget) string                   { return w.Place + "/" + w.Page + " (" + w.Element + ")" }

// operations that stay may decide on another action, or close to visitors.
func (d *Difference) operations(older, newer sdk.Manifest) {
	for _, was := range older.Operations {
		i := slices.IndexFunc(newer.Operations, func(op sdk.OperationDeclaration) bool { return address(op) == address(was) })
		if i < 0 {
			continue
		}
		is := newer.Operations[i]
		if is.Action != was.Action {
			d.Broken = append(d.Broken, fmt.Sprintf("the operation %s asks for %s, not %s any more", address(was), is.Action, was.Action))
		}
		if was.Public && !is.Public {
			d.Broken = append(d.Broken, fmt.Sprintf("the operation %s is closed to visitors", address(was)))
		}
		if is.Public && !was.Public {
			d.Added = append(d.Added, fmt.Sprintf("the operation %s is open to visitors", address(is)))
		}
		d.bodies(address(was), older, newer)
	}
}

// records of a collection follow its conversions; what those leave out is lost.
func (d *Difference) records(was, is store.Schema) {
	lost := func(format string, args ...any) {
		d.Lost = append(d.Lost, is.Collection+": "+fmt.Sprintf(format, args...))
	}
	if is.Kind != was.Kind {
		lost("it is %s and was %s", is.Kind, was.Kind)
	}
	if is.Version < was.Version {
		lost("its version %d is older than %d: what was stored cannot be read", is.Version, was.Version)
		return
	}
	kept := follow(was, is)
	for _, name := range slices.Sorted(maps.Keys(kept.fields)) {
		old := kept.fields[name]
		switch now, there := is.Field(name); {
		case !there:
			lost("the field %s is gone, and no conversion drops or renames it", name)
		case now.Type != old.Type && !kept.mapped[name]:
			lost("the field %s is %s and was %s", name, now.Type, old.Type)
		case now.Sensitive != old.Sensitive:
			lost("the field %s cannot be sealed or unsealed afterwards", name)
		case now.Required && !old.Required && !kept.filled[name]:
			lost("the field %s must be there now, and no conversion fills it", name)
		}
	}
	for _, f := range is.Fields {
		if _, old := kept.fields[f.Name]; f.Required && !old && !kept.filled[f.Name] {
			lost("the new field %s must be there, and no conversion fills it", f.Name)
		}
	}
}

// followed is what conversions leave of the fields of an older schema.
type followed struct {
	fields         map[string]store.Field // by their new names
	filled, mapped map[string]bool
}

func follow(was, is store.Schema) followed {
	kept := followed{map[string]store.Field{}, map[string]bool{}, map[string]bool{}}
	for _, f := range was.Fields {
		kept.fields[f.Name] = f
	}
	for _, step := range is.Conversions {
		if step.To <= was.Version {
			continue
		}
		for from, to := range step.Rename {
			if f, there := kept.fields[from]; there {
				delete(kept.fields, from)
				kept.fields[to] = f
			}
		}
		for _, name := range step.Drop {
			delete(kept.fields, name)
		}
		for name := range step.Default {
			kept.filled[name] = true
		}
		for name := range step.Map {
			kept.mapped[name] = true
		}
	}
	return kept
}

// Warning says what the number of the version does not tell; empty where it tells enough.
func (d Difference) Warning(version string) string {
	switch {
	case !Older(d.Against, version):
		return fmt.Sprintf("%s does not come after %s", version, d.Against)
	case len(d.Broken)+len(d.Lost) > 0 && semver.Major("v"+d.Against) == semver.Major("v"+version):
		return fmt.Sprintf("%s looks like %s to those who use it, and breaks what they do: the first number should rise", version, d.Against)
	}
	return ""
}

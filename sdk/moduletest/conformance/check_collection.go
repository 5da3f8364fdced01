package conformance

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// collecting are the checks of collections beyond what the core refuses.
func collecting() []Check {
	return []Check{
		{"collections/personal", "What looks like data about a person is marked personal or sensitive.", of(personal)},
		{"collections/owners", "Records of people have an owner or a subject that is a person, not a mere name.", of(subjects)},
		{"conversions/names", "Conversions name fields that are there, or were.", of(convertedNames)},
		{"conversions/values", "What conversions put in fits the fields of today.", of(convertedValues)},
		{"under-way/filter", "What is under way, shared or published is chosen by a filter that can be read.", underWay},
	}
}

// aboutPeople are names of fields that hold something about somebody.
var aboutPeople = regexp.MustCompile(`(?i)^(e_?mail|courriel|mail|phone|tel|telephone|mobile|first_?name|last_?name|full_?name|prenom|nom_de_famille|postal_address|home_address|adresse_postale)$`)

func personal(m sdk.Manifest) error {
	var wrong findings
	for _, s := range m.Collections {
		var whole schema
		if s.Kind == store.Anonymous || json.Unmarshal(s.JSON, &whole) != nil {
			continue
		}
		for _, f := range s.Fields {
			p := whole.Properties[f.Name]
			telling := aboutPeople.MatchString(f.Name) || p != nil && (p.Format == "email" || p.Format == "idn-email")
			if telling && !f.Personal && !f.Sensitive && f.Subject == "" {
				wrong.add("%s.%s is neither personal nor sensitive: nobody's export or erasure reaches it", s.Collection, f.Name)
			}
		}
	}
	return wrong.err()
}

func subjects(m sdk.Manifest) error {
	name := regexp.MustCompile(`(?i)(^|_)(name|nom)$`)
	var wrong findings
	for _, s := range m.Collections {
		for _, f := range s.Fields {
			if f.Personal && name.MatchString(f.Subject) {
				wrong.add("%s.%s says that its subject is %s: two people may have one name", s.Collection, f.Name, f.Subject)
			}
		}
	}
	return wrong.err()
}

// today's name of a field that a conversion to a version has named; "" where it was dropped since.
func since(s store.Schema, version int, name string) string {
	for _, step := range s.Conversions {
		if step.To <= version {
			continue
		}
		if slices.Contains(step.Drop, name) {
			return ""
		}
		if next, ok := step.Rename[name]; ok {
			name = next
		}
	}
	return name
}

// converted walks through the fields that conversions fill.
func converted(m sdk.Manifest, each func(s store.Schema, step store.Conversion, field string)) error {
	any := false
	for _, s := range m.Collections {
		for _, step := range s.Conversions {
			any = true
			for _, field := range slices.Sorted(maps.Values(step.Rename)) {
				each(s, step, field)
			}
			for _, field := range slices.Sorted(maps.Keys(step.Default)) {
				each(s, step, field)
			}
			for _, field := range slices.Sorted(maps.Keys(step.Map)) {
				each(s, step, field)
			}
		}
	}
	if !any {
		return besides("there are no conversions")
	}
	return nil
}

func convertedNames(m sdk.Manifest) error {
	var wrong findings
	err := converted(m, func(s store.Schema, step store.Conversion, field string) {
		now := since(s, step.To, field)
		if _, ok := s.Field(now); now != "" && !ok {
			wrong.add("%s, to version %d: %q is no field", s.Collection, step.To, field)
		}
	})
	if err != nil {
		return err
	}
	for _, s := range m.Collections {
		for _, step := range s.Conversions {
			for _, gone := range step.Drop {
				if _, ok := s.Field(gone); ok && step.To == s.Version {
					wrong.add("%s, to version %d: %q is dropped, and is a field", s.Collection, step.To, gone)
				}
			}
		}
	}
	return wrong.err()
}

func convertedValues(m sdk.Manifest) error {
	var wrong findings
	err := converted(m, func(s store.Schema, step store.Conversion, field string) {
		var whole schema
		p := (*schema)(nil)
		if json.Unmarshal(s.JSON, &whole) == nil {
			p = whole.Properties[since(s, step.To, field)]
		}
		if p == nil || step.To != s.Version {
			return
		}
		if value, ok := step.Default[field]; ok && !fits(p, value) {
			wrong.add("%s, to version %d: %s cannot be %v", s.Collection, step.To, field, value)
		}
		for _, value := range step.Map[field] {
			if !fits(p, value) {
				wrong.add("%s, to version %d: %s cannot be %v", s.Collection, step.To, field, value)
			}
		}
	})
	if err != nil {
		return err
	}
	return wrong.err()
}

// fits reports whether a value has the type of a field, and is one of its choices.
func fits(p *schema, value any) bool {
	if len(p.Enum) > 0 && !slices.Contains(p.Enum, value) {
		return false
	}
	switch value.(type) {
	case string:
		return p.kind() == "string" || p.kind() == ""
	case bool:
		return p.kind() == "boolean" || p.kind() == ""
	case float64:
		return p.kind() == "number" || p.kind() == "integer" || p.kind() == ""
	case []any:
		return p.kind() == "array" || p.kind() == ""
	}
	return true
}

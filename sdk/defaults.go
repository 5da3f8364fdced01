package sdk

import (
	"slices"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// WithCollectionActions adds, for each ordinary collection, the actions that the core asks about its records
// and that the author did not declare: administrators, coordinators and directors keep the records of their
// units, educators and advisers read them. An organisation may change that, as with every action.
func (m Manifest) WithCollectionActions() Manifest {
	keep := []string{"core:administrator", "core:coordinator", "core:director"}
	read := append(slices.Clone(keep), "core:educator", "core:adviser")
	m.Actions = slices.Clone(m.Actions)
	for _, s := range m.Collections {
		if s.Kind != store.Ordinary {
			continue
		}
		named := func(verb, fr, en string, roles []string) {
			name := m.Name + ":" + s.Collection + "." + verb
			if !slices.ContainsFunc(m.Actions, func(a Action) bool { return a.Name == name }) {
				title := Text{"fr": s.Title["fr"] + " : " + fr, "en": s.Title["en"] + ": " + en}
				m.Actions = append(m.Actions, Action{Name: name, Title: title, Roles: roles})
			}
		}
		named("read", "voir", "see", read)
		named("create", "ajouter", "add", keep)
		named("update", "modifier", "change", keep)
		named("delete", "supprimer", "delete", keep)
	}
	return m
}

package sdk

import (
	"errors"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// WithoutProgram returns what in a declaration needs a program behind it; nil where the declaration alone is a whole
// module. Complaints, joined, of the rule "declared/program".
func (m Manifest) WithoutProgram() error {
	var wrong complaints
	none := func(n int, what string) {
		wrong.check("declared/program", n == 0, "it has %s, which need a program: a declaration alone has none", what)
	}
	none(len(m.Operations), "operations")
	none(len(m.Jobs), "jobs")
	none(len(m.Hears), "listeners of events")
	none(len(m.Widgets), "widgets")
	none(len(m.Notices), "notices")
	none(len(m.Grants), "grants")
	none(len(m.Config), "a configuration")
	none(len(m.Placement), "a placement")
	for _, s := range m.Collections {
		if s.Hooked {
			none(1, fmt.Sprintf("a before-hook on %s", s.Collection))
		}
		if s.Kind != store.Ordinary {
			none(1, fmt.Sprintf("the %s collection %s", s.Kind, s.Collection))
		}
	}
	return errors.Join(wrong...)
}

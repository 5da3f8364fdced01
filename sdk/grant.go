package sdk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Grant is something that a module may do beyond keeping its own collections for those who may see them. An
// organisation's administrator reads it in plain words, and agrees, before the module is turned on there.
type Grant struct {
	Name string `json:"name"`          // GrantMail, GrantSign, or GrantRead + "portrait/waves"
	Why  Text   `json:"why,omitempty"` // what for, in the module's own words, French and English
}

// What a module asks for by its manifest.
const (
	GrantMail = "mail"  // sends messages in the organisation's name: sdk.Mail, Tx.Mail
	GrantSign = "sign"  // has statements signed in the organisation's name: sdk.Sign
	GrantRead = "read:" // and "module/collection": reads a collection of another module, as far as the caller may see it
)

// What follows from other parts of a manifest, and need not be written in Grants.
const (
	GrantPublic   = "public"   // has pages or operations that are open to strangers
	GrantInternal = "internal" // keeps records that nobody may read one by one
	GrantJobs     = "jobs"     // works by itself, at times
	GrantHear     = "hear:"    // and an event's type: hears what happens in another module
)

// Asks is everything that a module asks for, in the order of names.
func (m Manifest) Asks() []Grant {
	all := slices.Clone(m.Grants)
	add := func(name string, asked bool) {
		if asked && !slices.ContainsFunc(all, func(g Grant) bool { return g.Name == name }) {
			all = append(all, Grant{Name: name})
		}
	}
	add(GrantPublic, slices.ContainsFunc(m.Widgets, func(w Widget) bool { return w.Place == PlacePublic }))
	add(GrantPublic, slices.ContainsFunc(m.Operations, func(op OperationDeclaration) bool { return op.Public }))
	add(GrantInternal, slices.ContainsFunc(m.Collections, func(s store.Schema) bool { return s.Kind != store.Ordinary }))
	add(GrantJobs, slices.ContainsFunc(m.Jobs, func(j JobDeclaration) bool { return j.Every > 0 }))
	for _, l := range m.Hears {
		teller, _, _ := strings.Cut(l.Type, ".")
		add(GrantHear+l.Type, teller != m.Name && l.Type != DemoBegan)
	}
	slices.SortFunc(all, func(a, b Grant) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// grants are of the kinds above: what this core does not know it cannot explain to anybody.
func (c *complaints) grants(m Manifest) {
	seen := map[string]bool{}
	for _, g := range m.Grants {
		c.check("grants/twice", !seen[g.Name], "two grants are named %q", g.Name)
		seen[g.Name] = true
		of, reads := strings.CutPrefix(g.Name, GrantRead)
		owner, name, _ := strings.Cut(of, "/")
		c.check("grants/known", g.Name == GrantMail || g.Name == GrantSign || reads && nameForm.MatchString(owner) && owner != m.Name && name != "",
			"the grant %q is none that a module can ask for: %s, %s, or %smodule/collection", g.Name, GrantMail, GrantSign, GrantRead)
		c.check("grants/texts", len(g.Why) == 0 || g.Why["fr"] != "" && g.Why["en"] != "", "what the grant %q is for needs French and English", g.Name)
	}
}

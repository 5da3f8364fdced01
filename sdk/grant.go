package sdk

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Grant is something that a module may do beyond keeping its own collections for those who may see them. An
// organisation's administrator reads it in plain words, and agrees, before the module is turned on there.
type Grant struct {
	Name string `json:"name"`          // GrantMail, GrantSign, GrantPeople, GrantRead + "portrait/waves", GrantEgress + "api.example.org", GrantHook + "portrait/waves"
	Why  Text   `json:"why,omitempty"` // what for, in the module's own words, French and English
}

// What a module asks for by its manifest.
const (
	GrantMail   = "mail"   // sends messages in the organisation's name: sdk.Mail, Tx.Mail
	GrantSign   = "sign"   // has statements signed in the organisation's name: sdk.Sign
	GrantPeople = "people" // learns the names of people: sdk.People
	GrantRead   = "read:"  // and "module/collection": reads a collection of another module, as far as the caller may see it
	GrantHook   = "hook:"  // and "module/collection": sees writes of another module before they are made: Manifest.Guards
	// GrantEgress and a host, "egress:api.example.org": sends requests there, and to no other: sdk.Fetch. GrantEgress + "*"
	// stands for the hosts that the organisation's administrator lists in the module's configuration, under "egress".
	GrantEgress = "egress:"
)

// What follows from other parts of a manifest, and need not be written in Grants.
const (
	GrantPublic   = "public"   // has pages or operations that are open to strangers
	GrantInternal = "internal" // keeps records that nobody may read one by one
	GrantJobs     = "jobs"     // works by itself, at times
	GrantNotices  = "notices"  // tells people of the organisation what they have chosen to be told
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
	add(GrantNotices, len(m.Notices) > 0)
	for _, g := range m.Guards {
		add(GrantHook+g.Collection, true)
	}
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
		c.check("grants/known", m.knows(g.Name), "the grant %q is none that a module can ask for: %s, %s, %s, %smodule/collection, or %sapi.example.org",
			g.Name, GrantMail, GrantSign, GrantPeople, GrantRead, GrantEgress)
		c.check("grants/hosts", g.Name != GrantEgress+"*" || m.listsHosts(),
			"%s* stands for hosts that the organisation lists, and the configuration has no list of texts named %q", GrantEgress, hostsSetting)
		c.check("grants/texts", len(g.Why) == 0 || g.Why["fr"] != "" && g.Why["en"] != "", "what the grant %q is for needs French and English", g.Name)
	}
}

// hostForm is the name of a host outside, in lower case.
var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// knows reports whether a grant is one that the module can ask for.
func (m Manifest) knows(grant string) bool {
	if of, reads := strings.CutPrefix(grant, GrantRead); reads {
		return m.isOfOthers(of)
	}
	if of, looks := strings.CutPrefix(grant, GrantHook); looks {
		return slices.ContainsFunc(m.Guards, func(g Guard) bool { return g.Collection == of })
	}
	if host, reaches := strings.CutPrefix(grant, GrantEgress); reaches {
		return host == "*" || len(host) <= 253 && hostForm.MatchString(host)
	}
	return grant == GrantMail || grant == GrantSign || grant == GrantPeople
}

// isOfOthers reports whether a name is that of a collection of another module.
func (m Manifest) isOfOthers(collection string) bool {
	owner, name, _ := strings.Cut(collection, "/")
	return nameForm.MatchString(owner) && owner != m.Name && name != "" && !strings.Contains(name, "/")
}

// hostsSetting is where an organisation lists the hosts of GrantEgress + "*".
const hostsSetting = "egress"

func (m Manifest) listsHosts() bool {
	var config struct {
		Properties map[string]struct {
			Items struct {
				Type string `json:"type"`
			} `json:"items"`
		} `json:"properties"`
	}
	return json.Unmarshal(m.Config, &config) == nil && config.Properties[hostsSetting].Items.Type == "string"
}

// Hosts are those that an organisation lists in a module's configuration for GrantEgress + "*".
func Hosts(configuration json.RawMessage) []string {
	var listed struct {
		Egress []string `json:"egress"`
	}
	if json.Unmarshal(configuration, &listed) != nil {
		return nil
	}
	for i, host := range listed.Egress {
		listed.Egress[i] = strings.ToLower(host)
	}
	return listed.Egress
}

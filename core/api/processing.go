package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// processingOut is an organisation's record of processing (GDPR art. 30; Québec's Law 25 asks for an inventory alike), as what its
// modules declare makes it, and where an impact assessment has to begin.
type processingOut struct {
	Organisation string           `json:"organisation"`
	Country      string           `json:"country"`
	Officer      tenant.Contact   `json:"officer"`
	Hosting      string           `json:"hosting" doc:"Where the data lie."`
	Made         time.Time        `json:"made_at"`
	Activities   []processing     `json:"activities" doc:"The accounts, then each module that is on."`
	Open         []processingOpen `json:"open" doc:"What nobody has said yet."`
}

type processing struct {
	Module     string          `json:"module"`
	Version    string          `json:"version,omitempty"`
	Title      sdk.Text        `json:"title"`
	Purpose    sdk.Text        `json:"purpose"`
	Basis      sdk.Text        `json:"basis" doc:"On what, in law, as the module says; empty: nobody has said."`
	Data       []processedData `json:"data"`
	Recipients []string        `json:"recipients" doc:"Hosts outside that it may reach, and other modules whose records it reads: what was agreed to."`
	Public     bool            `json:"public" doc:"Asks people without an account, on public pages."`
	Shared     []string        `json:"shared" doc:"Names of other organisations that read of it by a share."`
	Mail       bool            `json:"mail" doc:"Writes to people."`
	Assess     []string        `json:"assess" enum:"sensitive,names,outside,public,anonymous" doc:"What an impact assessment has to look at: sealed fields, names of people, hosts outside, public forms, answers promised to be anonymous."`
}

type processedData struct {
	Collection string           `json:"collection"`
	Title      sdk.Text         `json:"title"`
	Anonymous  bool             `json:"anonymous,omitempty" doc:"Nobody can be found in it."`
	Keep       store.Period     `json:"keep,omitempty" doc:"How long, as an ISO 8601 duration; GET privacy/retention has the whole rule."`
	Then       string           `json:"then,omitempty" enum:"erase,anonymise" doc:"What happens after that."`
	Fields     []processedField `json:"fields" doc:"Those about a person."`
}

type processedField struct {
	Name   string   `json:"name"`
	Title  sdk.Text `json:"title"`
	Sealed bool     `json:"sealed,omitempty" doc:"Unreadable in a copy of the database without the keys."`
}

type processingOpen struct {
	What   string `json:"what" enum:"officer,hosting,retention"`
	Module string `json:"module,omitempty"`
}

func (e *edge) processing() {
	register(e, operation{
		id: "privacy-processing", method: http.MethodGet, path: "/t/{tenant}/privacy/processing", action: "core:privacy.read",
		summary: "The record of processing, made from what the modules declare, and what an impact assessment has to look at",
	}, e.readProcessing)
}

func (e *edge) readProcessing(ctx context.Context, c *call, _ *InTenant) (*body[processingOut], error) {
	t := c.Tenant
	out := processingOut{
		Organisation: t.Name, Country: t.Country, Officer: t.Officer, Hosting: t.Hosting, Made: e.clock(),
		Activities: []processing{accounts()}, Open: []processingOpen{},
	}
	if t.Officer == (tenant.Contact{}) {
		out.Open = append(out.Open, processingOpen{What: "officer"})
	}
	if t.Hosting == "" {
		out.Open = append(out.Open, processingOpen{What: "hosting"})
	}
	on, err := e.modulesOn(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	readers, err := e.readersOf(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range on {
		state, err := e.stateOf(ctx, t.ID, m.Name)
		if err != nil {
			return nil, err
		}
		activity := processedBy(m, state, t.Settings.Retention)
		activity.Shared = list(readers[m.Name])
		out.Activities = append(out.Activities, activity)
		if activity.keepsForEver() {
			out.Open = append(out.Open, processingOpen{What: "retention", Module: m.Name})
		}
	}
	return ok(out), nil
}

// accounts is what the core itself does with people's data.
func accounts() processing {
	field := func(name, fr, en string) processedField {
		return processedField{Name: name, Title: sdk.Text{"fr": fr, "en": en}}
	}
	factor := field("second-factor", "Second facteur, clés d’accès", "Second factor, passkeys")
	pin := field("pin", "Code PIN sur la tablette d’un lieu, haché", "PIN on a site’s device, hashed")
	factor.Sealed, pin.Sealed = true, true
	return processing{
		Module: "core", Title: sdk.Text{"fr": "Comptes et journal", "en": "Accounts and log"},
		Purpose: sdk.Text{"fr": "Ouvrir l’accès aux personnes qui y ont droit, et savoir qui a fait quoi.", "en": "Let in those who may come in, and know who did what."},
		Basis:   accountBasis(),
		Data: []processedData{
			{Collection: "people", Title: sdk.Text{"fr": "Comptes", "en": "Accounts"}, Fields: []processedField{
				field("name", "Nom", "Name"), field("email", "Adresse électronique", "E-mail address"), field("login", "Identifiant", "Login"),
				field("password", "Mot de passe, haché", "Password, hashed"), factor, pin, field("sessions", "Appareils connectés", "Devices signed in"), field("groups", "Groupes dont la personne fait partie", "Groups that the person is in"),
			}},
			{Collection: "notices", Keep: store.Period(fmt.Sprintf("P%dM", notice.Keep)), Then: "erase", Title: sdk.Text{"fr": "Avis reçus", "en": "Notices received"}, Fields: []processedField{
				field("notices", "Ce dont la personne a été avertie", "What the person was told"), field("notice-choices", "Comment elle veut l’être", "How they want to be told"),
			}},
			{Collection: "audit", Title: sdk.Text{"fr": "Journal", "en": "Log"}, Fields: []processedField{
				field("principal", "Numéro du compte, sans nom", "Number of the account, without a name"),
			}},
		},
		Recipients: []string{}, Shared: []string{}, Mail: true, Assess: []string{},
	}
}

// processedBy is what a module does with people's data, as it declares and as the organisation has agreed.
func processedBy(m plugin, state tenant.Module, chosen map[string]string) processing {
	p := processing{
		Module: m.Name, Version: m.Version, Title: inWords(m.Title), Purpose: inWords(m.Summary), Basis: inWords(m.Basis), Data: []processedData{}, Recipients: []string{}, Shared: []string{}, Assess: []string{},
	}
	for _, schema := range m.Collections {
		data := dataOf(schema)
		if kept, has := record.RuleOf(record.Table{Module: m.Name, Schema: schema}, chosen); has {
			data.Keep, data.Then = kept.Keep, then(kept)
		}
		if data.Anonymous || len(data.Fields) > 0 {
			p.Data = append(p.Data, data)
		}
		p.assess("anonymous", data.Anonymous)
		p.assess("sensitive", slices.ContainsFunc(data.Fields, func(f processedField) bool { return f.Sealed }))
	}
	for _, g := range m.Asks() {
		if !m.bundled && !slices.Contains(state.Consented, g.Name) {
			continue
		}
		for _, reaches := range []string{sdk.GrantEgress, sdk.GrantRead} {
			if whom, does := strings.CutPrefix(g.Name, reaches); does {
				p.Recipients = append(p.Recipients, whom)
				p.assess("outside", reaches == sdk.GrantEgress)
			}
		}
		p.Mail = p.Mail || g.Name == sdk.GrantMail || g.Name == sdk.GrantNotices
		p.Public = p.Public || g.Name == sdk.GrantPublic
		p.assess("names", g.Name == sdk.GrantPeople)
		p.assess("public", g.Name == sdk.GrantPublic)
	}
	return p
}

func (p *processing) assess(what string, there bool) {
	if there && !slices.Contains(p.Assess, what) {
		p.Assess = append(p.Assess, what)
	}
}

// keepsForEver reports whether it keeps something about people and says of nothing how long.
func (p *processing) keepsForEver() bool {
	keeps, ends := false, false
	for _, d := range p.Data {
		keeps, ends = keeps || len(d.Fields) > 0, ends || d.Keep != ""
	}
	return keeps && !ends
}

func dataOf(s store.Schema) processedData {
	data := processedData{Collection: s.Collection, Title: inWords(s.Title), Anonymous: s.Kind == store.Anonymous, Fields: []processedField{}}
	for _, f := range s.Fields {
		if s.About(f) {
			data.Fields = append(data.Fields, processedField{f.Name, fieldTitle(s, f.Name), f.Sensitive})
		}
	}
	return data
}

// fieldTitle is what a collection calls a field; a schema that cannot be read was never installed.
func fieldTitle(s store.Schema, field string) sdk.Text {
	var words struct {
		Properties map[string]wording `json:"properties"`
	}
	_ = json.Unmarshal(s.JSON, &words)
	return inWords(words.Properties[field].Title)
}

// inWords is never null for whoever reads it.
func inWords(t map[string]string) sdk.Text {
	if t == nil {
		return sdk.Text{}
	}
	return t
}

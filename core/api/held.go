package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/sheet"
)

// heldOut is what an organisation holds about somebody, as they read it themselves.
type heldOut struct {
	Organisation string           `json:"organisation"`
	Officer      tenant.Contact   `json:"officer" doc:"Whom to ask."`
	Hosting      string           `json:"hosting"`
	Held         []heldBy         `json:"held" doc:"By whom: the accounts, then each module that holds something about me."`
	Consents     []ownConsent     `json:"consents" doc:"What I agreed to, the newest first."`
	Requests     []privacyRequest `json:"requests" doc:"What I asked for."`
}

type heldBy struct {
	Module  string     `json:"module"`
	Title   sdk.Text   `json:"title"`
	Purpose sdk.Text   `json:"purpose"`
	Basis   sdk.Text   `json:"basis" doc:"On what, in law; empty: nobody has said."`
	Data    []heldData `json:"data"`
}

type heldData struct {
	processedData
	N int `json:"n" doc:"How many records."`
}

type ownConsent struct {
	consentOut
	Module   sdk.Text `json:"module_title"`
	Withdraw sdk.Text `json:"withdraw" doc:"How it is taken back, in the module's own words."`
}

type heldFile struct {
	InTenant
	Format string `query:"format" enum:"json,csv" default:"json"`
}

func (e *edge) ownData() {
	const held = "/t/{tenant}/me/held"
	register(e, operation{
		id: "me-held", method: http.MethodGet, path: held, action: "core:me.read", access: signedIn,
		summary: "What is held about me here, by whom and why, what I agreed to, and what I asked for",
	}, e.readHeld)
	register(e, operation{
		id: "me-held-export", method: http.MethodGet, path: held + ":export", action: "core:me.export", access: signedIn,
		summary: "Everything that is held about me here, as a file",
	}, e.exportHeld)
	e.erasureRequests()
}

func (e *edge) readHeld(ctx context.Context, c *call, _ *InTenant) (*body[heldOut], error) {
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	out := heldOut{Organisation: c.Tenant.Name, Officer: c.Tenant.Officer, Hosting: c.Tenant.Hosting, Consents: []ownConsent{}, Requests: []privacyRequest{}}
	if out.Held, err = e.heldAbout(ctx, c, p); err != nil {
		return nil, err
	}
	if out.Consents, err = e.consentsOf(ctx, c, p); err != nil {
		return nil, err
	}
	asked, err := e.Privacy.Requests(ctx, c.Tenant.ID)
	for _, r := range asked {
		if r.Person == p.ID {
			out.Requests = append(out.Requests, e.requestOut(c.Tenant, r, p))
		}
	}
	return ok(out), err
}

// heldAbout counts what each module keeps about somebody.
func (e *edge) heldAbout(ctx context.Context, c *call, p identity.Person) ([]heldBy, error) {
	text, err := e.Subjects.Export(ctx, c.Caller, p)
	if err != nil {
		return nil, err
	}
	var kept []record.Holding
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("reading what is kept about a person: %w", err)
	}
	n := map[string]int{"core/people": 1}
	for _, h := range kept {
		n[h.Collection] = len(h.Records)
	}
	if n["core/notices"], err = e.countNotices(ctx, c, p.ID); err != nil {
		return nil, err
	}
	all := []heldBy{heldIn(accounts(), n)}
	for _, m := range e.plugins(c.Tenant.ID) {
		by := heldIn(processedBy(m, tenant.Module{}, c.Tenant.Settings.Retention), n)
		if len(by.Data) > 0 {
			all = append(all, by)
		}
	}
	return all, nil
}

func (e *edge) countNotices(ctx context.Context, c *call, person string) (int, error) {
	mine := account{PersonBrief: PersonBrief{ID: person}}
	err := e.noticesOf(ctx, c, &mine)
	return len(mine.Notices), err
}

// heldIn is what of an activity is about somebody of whom so many records are kept.
func heldIn(p processing, n map[string]int) heldBy {
	by := heldBy{Module: p.Module, Title: p.Title, Purpose: p.Purpose, Basis: p.Basis, Data: []heldData{}}
	for _, d := range p.Data {
		if records := n[p.Module+"/"+d.Collection]; records > 0 {
			by.Data = append(by.Data, heldData{d, records})
		}
	}
	return by
}

func accountBasis() sdk.Text {
	return sdk.Text{"fr": "Votre accès en dépend : sans compte, personne n’entre.", "en": "Your access depends on it: nobody comes in without an account."}
}

// consentsOf lists what somebody agreed to, in the words of the modules that asked.
func (e *edge) consentsOf(ctx context.Context, c *call, p identity.Person) ([]ownConsent, error) {
	who := record.Subject{Names: []string{p.ID}}
	if p.Email != "" {
		who.Names = append(who.Names, p.Email)
	}
	words, all := map[string]plugin{}, []ownConsent{}
	for _, m := range e.plugins(c.Tenant.ID) {
		words[m.Name] = m
	}
	for token := ""; ; {
		found, next, err := e.Records.Consents(ctx, c.records(), who, token)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			name, _, _ := strings.Cut(one.Collection, "/")
			all = append(all, ownConsent{e.consentOut(c.Tenant.ID, one), inWords(words[name].Title), inWords(words[name].Withdraw)})
		}
		if token = next; token == "" {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b ownConsent) int { return strings.Compare(b.Given, a.Given) })
	return all, nil
}

func (e *edge) exportHeld(ctx context.Context, c *call, in *heldFile) (*download, error) {
	held, err := e.grantsOf(ctx, c.Tenant.ID, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	file, err := e.everythingAbout(ctx, c, p, held)
	if err != nil {
		return nil, err
	}
	kind, name := "application/json", "json"
	if in.Format == "csv" {
		kind, name = "text/csv; charset=utf-8", "csv"
		if file, err = asLines(file); err != nil {
			return nil, err
		}
	}
	entry := c.entry("core:me.export", "person/"+p.ID)
	entry.At = e.clock()
	if err := e.Log.Append(ctx, *entry); err != nil {
		return nil, fmt.Errorf("note the export: %w", err)
	}
	return &download{kind, `attachment; filename="` + c.Tenant.Slug + "-mes-donnees." + name + `"`, file}, nil
}

// asLines writes an export as a table: where a value is kept, and the value.
func asLines(file []byte) ([]byte, error) {
	var all struct {
		Account     map[string]any
		Collections []struct {
			Collection string
			Records    []struct {
				ID  string
				Doc map[string]any
			}
		}
	}
	if err := json.Unmarshal(file, &all); err != nil {
		return nil, fmt.Errorf("reading an export: %w", err)
	}
	var text bytes.Buffer
	out, err := sheet.New(&text, []string{"collection", "record", "field", "value"}, sheet.Options{Mark: true})
	if err != nil {
		return nil, err
	}
	lines := func(collection, id string, doc map[string]any) {
		for _, field := range slices.Sorted(maps.Keys(doc)) {
			if err == nil {
				err = out.Line([]string{collection, id, field, plainly(doc[field])})
			}
		}
	}
	lines("core/account", "", all.Account)
	for _, c := range all.Collections {
		for _, r := range c.Records {
			lines(c.Collection, r.ID, r.Doc)
		}
	}
	if err == nil {
		err = out.Flush()
	}
	return text.Bytes(), err
}

// plainly is a value as a cell shows it.
func plainly(value any) string {
	if words, isText := value.(string); isText {
		return words
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

// purposeTitle is a consent's purpose in the words of the module that asked, as its schema has them; empty where it has none.
func purposeTitle(tables []record.Table, collection, purpose string) sdk.Text {
	type labelled struct {
		Labels map[string]sdk.Text `json:"x-enum"`
	}
	type proof struct {
		Properties struct {
			Purpose labelled `json:"purpose"`
		} `json:"properties"`
	}
	for _, t := range tables {
		if t.Module+"/"+t.Schema.Collection != collection {
			continue
		}
		var schema struct {
			Properties map[string]struct {
				proof
				Items proof `json:"items"`
			} `json:"properties"`
		}
		_ = json.Unmarshal(t.Schema.JSON, &schema) // one that cannot be read was never installed
		for _, f := range t.Schema.Fields {
			if f.Consent {
				field := schema.Properties[f.Name]
				if title := field.Properties.Purpose.Labels[purpose]; len(title) > 0 {
					return title
				}
				return inWords(field.Items.Properties.Purpose.Labels[purpose])
			}
		}
	}
	return sdk.Text{}
}

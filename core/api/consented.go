package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/sheet"
)

type consentsIn struct {
	InTenant
	Who   string `query:"who" maxLength:"320" doc:"Of one person alone: an e-mail address as it is compared, or the id of an account."`
	Token string `query:"page_token" maxLength:"200" doc:"From the page before."`
}

// consentsOut is a page of the proofs of consent that modules keep.
type consentsOut struct {
	Consents []consentOut `json:"consents"`
	Next     string       `json:"next_page_token,omitempty"`
}

type consentOut struct {
	Collection string   `json:"collection" doc:"Where the proof is kept." example:"mobilisation/subscribers"`
	Record     string   `json:"record"`
	Who        string   `json:"who" doc:"Who agreed."`
	Purpose    string   `json:"purpose" doc:"To what, in the module’s own word." example:"news"`
	Title      sdk.Text `json:"purpose_title" doc:"To what, as people read it."`
	Version    string   `json:"version" doc:"Of the text that was agreed to."`
	Given      string   `json:"given_at"`
	Ended      string   `json:"ended_at,omitempty" doc:"When it was withdrawn."`
	Channel    string   `json:"channel" doc:"By which way."`
	Page       string   `json:"page,omitempty" doc:"On which page."`
	Text       string   `json:"text,omitempty"`
	Hash       string   `json:"hash,omitempty" doc:"Ties all of it to the person: it shows that nothing was changed."`
}

func (e *edge) consented() {
	const all = "/t/{tenant}/privacy/consents"
	register(e, operation{
		id: "consent-list", method: http.MethodGet, path: all, action: "core:consent.read", summary: "Who agreed to what, when, by which text, and who no longer does",
	}, e.listConsents)
	register(e, operation{
		id: "consent-export", method: http.MethodGet, path: all + ":export", action: "core:consent.read", summary: "The proofs of consent as CSV",
	}, e.exportConsents)
}

func (e *edge) listConsents(ctx context.Context, c *call, in *consentsIn) (*body[consentsOut], error) {
	found, next, err := e.Records.Consents(ctx, c.records(), whose(in.Who), in.Token)
	if err != nil {
		return nil, err
	}
	out := consentsOut{Consents: []consentOut{}, Next: next}
	for _, one := range found {
		out.Consents = append(out.Consents, e.consentOut(c.Tenant.ID, one))
	}
	return ok(out), e.noteExport(ctx, c, "core:consent.read", len(found))
}

func (e *edge) consentOut(t tenant.ID, one record.Consented) consentOut {
	title := purposeTitle(e.Records.Installed(t), one.Collection, one.Purpose)
	return consentOut{one.Collection, one.Record, one.Who, one.Purpose, title, one.Version, one.Given, one.Ended, one.Channel, one.Page, one.Text, one.Hash}
}

func (e *edge) exportConsents(ctx context.Context, c *call, in *consentsIn) (*download, error) {
	var file bytes.Buffer
	out, err := sheet.New(&file, []string{
		"collection", "record", "who", "purpose", "version", "given_at", "ended_at", "channel", "page", "text", "hash",
	}, sheet.Options{Mark: true})
	if err != nil {
		return nil, err
	}
	n := 0
	for token := in.Token; ; {
		found, next, err := e.Records.Consents(ctx, c.records(), whose(in.Who), token)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			err := out.Line([]string{
				one.Collection, one.Record, one.Who, one.Purpose, one.Version, one.Given, one.Ended, one.Channel, one.Page, one.Text, one.Hash,
			})
			if err != nil {
				return nil, err
			}
		}
		if n += len(found); next == "" {
			break
		}
		token = next
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	return &download{"text/csv; charset=utf-8", `attachment; filename="consents.csv"`, file.Bytes()}, e.noteExport(ctx, c, "core:consent.export", n)
}

// whose names one person; everybody where nobody is named.
func whose(who string) record.Subject {
	if who == "" {
		return record.Subject{}
	}
	return record.Subject{Names: []string{who}}
}

// records is the caller as the keeper of records knows one.
func (c *call) records() record.Caller {
	return record.Caller{Tenant: c.Tenant.ID, Version: c.Tenant.Version, Principal: c.Principal, Request: c.Request}
}

package piloufilou

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/guard"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// written is free text where it stands in a request.
type written struct{ pointer, text string }

func (d *desk) registerNames(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "names-check", Method: http.MethodPost, Path: "/names:check", MaxBodyBytes: 64 << 10,
		Summary: "Look for children's first names in texts", Description: "Proposes each text without them. Nothing of this call is kept.",
	}, sdk.Rules{Action: "piloufilou:names.check"}), d.checkNames)
}

type checkingNames struct {
	Body struct {
		Cycle string   `json:"cycle,omitempty" maxLength:"60" doc:"Whose site, group and puppets may be named."`
		Texts []string `json:"texts" minItems:"1" maxItems:"100"`
	}
}

type checkedNames struct {
	Texts []checkedText `json:"texts" doc:"In the order of the texts sent."`
}

type checkedText struct {
	Found    []guard.Finding `json:"found"`
	Proposal string          `json:"proposal,omitempty" doc:"The text without what was found; absent when nothing was."`
}

func (d *desk) checkNames(ctx context.Context, in *checkingNames) (*sdk.Reply[checkedNames], error) {
	var allowed []string
	if in.Body.Cycle != "" {
		one, err := d.cycles.Get(ctx, in.Body.Cycle)
		if err != nil {
			return nil, missingAt(err, "/cycle", "there is no such cycle")
		}
		if allowed, err = d.allowed(ctx, one.Doc); err != nil {
			return nil, err
		}
	}
	instead := "un enfant"
	if sdk.Language(ctx, "") == "en" {
		instead = "a child"
	}
	made := checkedNames{Texts: make([]checkedText, len(in.Body.Texts))}
	for i, text := range in.Body.Texts {
		made.Texts[i].Found = append([]guard.Finding{}, guard.Find(text, allowed...)...)
		if len(made.Texts[i].Found) > 0 {
			made.Texts[i].Proposal = guard.Redact(text, made.Texts[i].Found, instead)
		}
	}
	return sdk.OK(made), nil
}

// allowed are the names that a note may hold: the site's, the group's, the puppets'.
func (d *desk) allowed(ctx context.Context, c cycle.Cycle) ([]string, error) {
	allowed := []string{c.Place, c.Group}
	p, err := d.programmes.Get(ctx, c.Programme)
	if err != nil {
		return nil, fmt.Errorf("reading the cycle's programme: %w", err)
	}
	for _, puppet := range p.Doc.Puppets {
		for _, name := range puppet.Name {
			allowed = append(allowed, name)
		}
	}
	return allowed, nil
}

// guardNames refuses texts that look as if they named a child. A person who has looked says so, and sends again.
func (d *desk) guardNames(ctx context.Context, c cycle.Cycle, texts []written) error {
	if !suspicious(texts) {
		return nil
	}
	allowed, err := d.allowed(ctx, c)
	if err != nil {
		return err
	}
	refusal := fault.New(fault.Invalid, "name-suspected", "A text may name a child: take the name out, or say that no child is named.")
	for _, w := range texts {
		for _, f := range guard.Find(w.text, allowed...) {
			refusal.Fields = append(refusal.Fields, fault.Field{Pointer: w.pointer, Message: fmt.Sprintf("%q looks like a first name", f.Word)})
		}
	}
	if len(refusal.Fields) > 0 {
		return refusal
	}
	return nil
}

// suspicious spares a look at the programme where nothing was found at all.
func suspicious(texts []written) bool {
	for _, w := range texts {
		if len(guard.Find(w.text)) > 0 {
			return true
		}
	}
	return false
}

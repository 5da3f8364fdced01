package mobilisation

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/address"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerSubscribers(api huma.API) {
	rules := func(action string) sdk.Rules { return sdk.Rules{Action: action, Internal: true} }
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "newsletter-figures", Method: http.MethodGet, Path: "/newsletter:figures", Summary: "Count the list for news by state",
	}, rules("mobilisation:newsletter.read")), d.countSubscribers)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "newsletter-list", Method: http.MethodGet, Path: "/newsletter/subscribers", Summary: "List who gets news, newest first",
	}, rules("mobilisation:newsletter.read")), d.listSubscribers)
	export := rules("mobilisation:newsletter.export")
	export.Stream = true
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "newsletter-export", Method: http.MethodGet, Path: "/newsletter:export",
		Summary:     "Export the confirmed list as CSV, each line with its own links to leave",
		Description: "One link for people (a page), one for mail programs (RFC 8058). Both work as long as the subscription is kept.",
		Responses:   csvResponse(),
	}, export), d.exportSubscribers)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "consent-proofs", Method: http.MethodPost, Path: "/consents:look",
		Summary: "Show every proof of consent of one address",
	}, rules("mobilisation:consents.read")), d.proofsOf)
}

type subscriberFigures struct {
	Pending      int `json:"pending"`
	Confirmed    int `json:"confirmed"`
	Unsubscribed int `json:"unsubscribed"`
	Bounced      int `json:"bounced"`
}

func (d *desk) countSubscribers(ctx context.Context, _ *struct{}) (*sdk.Reply[subscriberFigures], error) {
	counted, err := d.subscriberFigures(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.OK(counted), nil
}

func (d *desk) subscriberFigures(ctx context.Context) (f subscriberFigures, err error) {
	groups, err := sdk.Internal(ctx).Aggregate(ctx, "subscribers", store.Aggregation{GroupBy: []string{"status"}, Measure: []store.Measure{{Op: store.Count}}})
	if err != nil {
		return f, fmt.Errorf("counting subscriptions: %w", err)
	}
	for _, g := range groups {
		switch g.Key[0] {
		case subscriberPending:
			f.Pending = int(g.N)
		case subscriberConfirmed:
			f.Confirmed = int(g.N)
		case subscriberUnsubscribed:
			f.Unsubscribed = int(g.N)
		case subscriberBounced:
			f.Bounced = int(g.N)
		}
	}
	return f, nil
}

type subscriberLine struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Email    string `json:"email,omitempty"`
	Language string `json:"language"`
	Source   string `json:"source,omitempty"`
	Since    string `json:"since"`
}

type subscriberList struct {
	Subscribers []subscriberLine `json:"subscribers"`
	Next        string           `json:"next_page_token,omitempty"`
}

func (d *desk) listSubscribers(ctx context.Context, in *struct {
	Status string `query:"status" enum:"pending,confirmed,unsubscribed,bounced" default:"confirmed"`
	Size   int    `query:"page_size" minimum:"1" maximum:"200" default:"50"`
	Token  string `query:"page_token"`
},
) (*sdk.Reply[subscriberList], error) {
	found, next, err := d.subscribers.List(ctx, store.Query{Filter: "status = " + quoted(in.Status), Order: "id desc", Size: in.Size, Token: in.Token})
	if err != nil {
		return nil, fmt.Errorf("listing subscriptions: %w", err)
	}
	list := subscriberList{Subscribers: make([]subscriberLine, 0, len(found)), Next: next}
	for _, one := range found {
		s := one.Doc
		list.Subscribers = append(list.Subscribers, subscriberLine{one.ID, s.Status, s.Email, s.Language, s.Source, s.Since})
	}
	return sdk.OK(list), nil
}

func (d *desk) exportSubscribers(ctx context.Context, in *exporting) (*huma.StreamResponse, error) {
	headings := map[string][]string{
		"fr": {"Adresse électronique", "Langue", "Depuis le", "Venu par", "Page de désabonnement", "List-Unsubscribe"},
		"en": {"E-mail address", "Language", "Since", "Came by", "Page to unsubscribe", "List-Unsubscribe"},
	}[sdk.Language(ctx, in.Language)]
	return in.file("newsletter.csv", headings, func(line func([]string) error) error {
		for one, err := range d.subscribers.All(ctx, store.Query{Filter: "status = " + quoted(subscriberConfirmed)}) {
			if err != nil {
				return err
			}
			at, err := leaveAddress(ctx, one.ID)
			if err != nil {
				return err
			}
			page, err := leavePageOf(ctx, one.ID)
			if err != nil {
				return err
			}
			s := one.Doc
			if err := line([]string{s.Email, s.Language, s.Since, s.Source, page, at}); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// proofs are what shows that one person agreed, or no longer does.
type proofs struct {
	Proofs []shownProof `json:"proofs"`
}

type shownProof struct {
	consent.Proof
	About string `json:"about" doc:"The record that holds it."`
	Sound bool   `json:"sound" doc:"Its hash is that of what it says and of this address."`
}

func (d *desk) proofsOf(ctx context.Context, in *struct {
	Body struct {
		Email string `json:"email" maxLength:"300"`
	}
},
) (*sdk.Reply[proofs], error) {
	email, err := address.Parse(in.Body.Email)
	if err != nil {
		return nil, fault.InvalidRule("/email", fault.Format, "email", "%v", err)
	}
	canonical := email.Canonical()
	query := store.Query{Filter: "address = " + quoted(canonical)}
	list := proofs{Proofs: []shownProof{}}
	add := func(about string, all []consent.Proof) {
		for _, p := range all {
			list.Proofs = append(list.Proofs, shownProof{Proof: p, About: about, Sound: p.Proves(canonical)})
		}
	}
	for one, err := range d.signatures.All(ctx, query) {
		if err != nil {
			return nil, fmt.Errorf("reading signatures: %w", err)
		}
		add("petition/"+one.Doc.Petition, one.Doc.Proofs)
	}
	for one, err := range d.subscribers.All(ctx, query) {
		if err != nil {
			return nil, fmt.Errorf("reading subscriptions: %w", err)
		}
		add("newsletter", one.Doc.Proofs)
	}
	for one, err := range d.testimonies.All(ctx, query) {
		if err != nil {
			return nil, fmt.Errorf("reading testimonies: %w", err)
		}
		add("testimony/"+one.ID, one.Doc.Proofs)
	}
	return sdk.OK(list), nil
}

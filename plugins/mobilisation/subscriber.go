package mobilisation

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/address"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The states of a subscription.
const (
	subscriberPending      = "pending"
	subscriberConfirmed    = "confirmed"
	subscriberUnsubscribed = "unsubscribed"
	subscriberBounced      = "bounced"
)

// Subscriber is somebody who asked for news. Nobody is on the list who did not confirm it.
type Subscriber struct {
	Address   string          `json:"address" maxLength:"254" rb:"unique,sensitive,personal,subject=address" fr:"Adresse, forme comparée" en:"Address, as compared"`
	Email     string          `json:"email,omitempty" maxLength:"254" rb:"sensitive,personal,subject=address" fr:"Adresse électronique" en:"E-mail address"`
	Language  string          `json:"language" enum:"fr,en" fr:"Langue" en:"Language"`
	Status    string          `json:"status" enum:"pending,confirmed,unsubscribed,bounced" frenum:"pending=À confirmer,confirmed=Confirmé,unsubscribed=Désabonné,bounced=Adresse qui ne répond plus" enenum:"pending=To be confirmed,confirmed=Confirmed,unsubscribed=Unsubscribed,bounced=Address does not work" fr:"État" en:"State"`
	Source    string          `json:"source,omitempty" maxLength:"60" fr:"Venu par" en:"Came by"`
	Proofs    []consent.Proof `json:"proofs,omitempty" maxItems:"20" rb:"sensitive,personal,subject=address,consent" fr:"Consentements" en:"Consents"`
	Since     string          `json:"since" format:"date" fr:"Depuis le" en:"Since"`
	LeftOn    string          `json:"left_on,omitempty" format:"date" rb:"retention=P3Y,least=P1Y,most=P5Y" fr:"Parti le" en:"Left on"`
	Challenge string          `json:"challenge,omitempty" maxLength:"32" rb:"unique" fr:"Épreuve résolue" en:"Challenge solved"`
}

// leave ends a subscription at once. The compared address and the proofs stay for some years: they show that the person
// agreed, and keep an old import from writing to them again.
func (s Subscriber) leave(now time.Time) Subscriber {
	if s.Status == subscriberUnsubscribed {
		return s
	}
	s.Status, s.Email, s.LeftOn = subscriberUnsubscribed, "", now.UTC().Format(time.DateOnly)
	s.Proofs = consent.End(s.Proofs, consent.News, now)
	return s
}

func (d *desk) registerNewsletter(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "newsletter-join", Method: http.MethodPost, Path: "/newsletter:join", MaxBodyBytes: 4 << 10, DefaultStatus: http.StatusCreated,
		Summary:     "Ask for news",
		Description: "Nothing is sent but one message that asks to confirm. The answer does not tell whether the address is on the list.",
	}, sdk.Rules{Action: "mobilisation:newsletter.join", Public: true, Internal: true, Retry: true}), d.joinNewsletter)
}

type joining struct {
	Body struct {
		Email    string `json:"email" maxLength:"300"`
		News     Choice `json:"news"`
		Language string `json:"language,omitempty" enum:"fr,en"`
		Page     string `json:"page,omitempty" maxLength:"600"`
		Solution string `json:"solution" maxLength:"1024" doc:"Of a challenge for newsletter."`
	}
}

func (d *desk) joinNewsletter(ctx context.Context, in *joining) (*sdk.Reply[thanks], error) {
	mark, err := solved(ctx, in.Body.Solution, "newsletter")
	if err != nil {
		return nil, err
	}
	fresh, err := in.subscription(ctx)
	if err != nil {
		return nil, err
	}
	fresh.Challenge = mark
	if err := d.join(ctx, fresh, scripted); err != nil {
		return nil, err
	}
	day := signature.Expires(sdk.Call(ctx).Now).In(sdk.Call(ctx).Zone).Format(time.DateOnly)
	return sdk.Made(thanks{Accepted: true, Until: day}), nil
}

// subscription checks what was sent, and tells everything that is wrong at once.
func (in *joining) subscription(ctx context.Context) (Subscriber, error) {
	wrong := fault.New(fault.Invalid, "invalid-input", "The input is not valid.")
	email, err := address.Parse(in.Body.Email)
	if err != nil {
		wrong.Fields = append(wrong.Fields, fault.InvalidRule("/email", fault.Format, "email", "%v", err).Fields...)
	}
	if !in.Body.News.Agreed {
		wrong.Fields = append(wrong.Fields, fault.InvalidRule("/news", "mobilisation-tick", "", "tick the box to get news").Fields...)
	}
	if len(wrong.Fields) > 0 {
		return Subscriber{}, wrong
	}
	config, err := configured(ctx)
	if err != nil {
		return Subscriber{}, err
	}
	text, ok := versionOf(config.newsWords(sdk.Call(ctx).Country), in.Body.News.Version)
	if !ok {
		return Subscriber{}, errWords
	}
	proof := consent.Give(consent.News, text, email.Canonical(), in.Body.Page, sdk.Call(ctx).Now)
	proof.Text = text
	return Subscriber{
		Address: email.Canonical(), Email: string(email), Language: sdk.Language(ctx, in.Body.Language), Status: subscriberPending,
		Source: "newsletter", Proofs: []consent.Proof{proof}, Since: sdk.Call(ctx).Today,
	}, nil
}

// join stages a subscription that is to be confirmed; of one that is there already, only after its end. through is the
// page of the links that its sender's browser can follow.
func (d *desk) join(ctx context.Context, fresh Subscriber, through reading) error {
	if !sdk.Call(ctx).Again {
		made, err := d.subscribers.Create(ctx, fresh)
		if err != nil {
			return err
		}
		return writeSubscriber(ctx, made, through)
	}
	one, err := d.subscriber(ctx, fresh.Address)
	switch {
	case err != nil:
		return err
	case one == nil:
		return errSpent
	case one.Doc.Status == subscriberPending, one.Doc.Status == subscriberConfirmed:
		return nil
	}
	fresh.Proofs = append(append([]consent.Proof{}, one.Doc.Proofs...), fresh.Proofs...)
	one.Doc = fresh
	if err := d.subscribers.Update(ctx, one); err != nil {
		return err
	}
	return writeSubscriber(ctx, one, through)
}

// subscriber finds a subscription by a canonical address; nil when there is none.
func (d *desk) subscriber(ctx context.Context, canonical string) (*sdk.Item[Subscriber], error) {
	found, _, err := d.subscribers.List(ctx, store.Query{Filter: fmt.Sprintf("address = %q", canonical), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for a subscription: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// enlist puts somebody on the list who confirmed it together with a signature.
func (d *desk) enlist(ctx context.Context, s signature.Signature) error {
	var proofs []consent.Proof
	for _, p := range s.Proofs {
		if p.Purpose == consent.News && p.Ended == "" {
			proofs = append(proofs, p)
		}
	}
	one, err := d.subscriber(ctx, s.Address)
	switch {
	case err != nil:
		return err
	case one == nil:
		_, err := d.subscribers.Create(ctx, Subscriber{
			Address: s.Address, Email: s.Email, Language: s.Language, Status: subscriberConfirmed, Source: "petition/" + s.Petition,
			Proofs: proofs, Since: sdk.Call(ctx).Today,
		})
		return err
	case one.Doc.Status == subscriberConfirmed:
		return nil
	}
	one.Doc.Status, one.Doc.Email, one.Doc.Since, one.Doc.LeftOn = subscriberConfirmed, s.Email, sdk.Call(ctx).Today, ""
	one.Doc.Proofs = append(one.Doc.Proofs, proofs...)
	return d.subscribers.Update(ctx, one)
}

// versionOf finds the text that a version names, in whatever language it was read.
func versionOf(words map[string]string, version string) (string, bool) {
	for _, text := range words {
		if consent.Version(text) == version {
			return text, true
		}
	}
	return "", false
}

package mobilisation

import (
	"context"
	"fmt"
	"html/template"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/link"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerLinks(api huma.API) {
	rules := sdk.Rules{Action: "mobilisation:link.follow", Public: true, Internal: true, Retry: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "link-look", Method: http.MethodPost, Path: "/links:look", MaxBodyBytes: 1 << 10,
		Summary: "Say what a link of a message is for", Description: "Changes nothing: mail programs that open links before people do are harmless.",
	}, rules), d.lookAtLink)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "link-follow", Method: http.MethodPost, Path: "/links:follow", MaxBodyBytes: 1 << 10,
		Summary: "Do what a link of a message is for", Description: "Twice is as once.",
	}, rules), d.followLink)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "newsletter-leave", Method: http.MethodPost, Path: "/leave/{token}", MaxBodyBytes: 1 << 10,
		Summary: "Leave the list by one POST (RFC 8058)", Description: "What mail programs send when somebody presses “unsubscribe”.",
	}, rules), d.leaveAtOnce)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "newsletter-leave-page", Method: http.MethodGet, Path: "/leave/{token}",
		Summary: "Where a browser arrives that follows the address of RFC 8058", Description: "A page with a link; nobody is taken off the list by looking.",
		Responses: map[string]*huma.Response{"200": {
			Description: "A short page.", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, sdk.Rules{Action: "mobilisation:link.follow", Public: true}), leavePage)
}

type holding struct {
	Body struct {
		Token string `json:"token" maxLength:"120" doc:"What stands in the link after #."`
	}
}

// linkView is what a link is for, and how it stands.
type linkView struct {
	Act      string       `json:"act" enum:"confirm-signature,withdraw-signature,confirm-subscriber,leave,confirm-testimony,withdraw-testimony,approve-testimony"`
	Done     bool         `json:"done" doc:"That is how it stands already."`
	Petition string       `json:"petition,omitempty"`
	Title    wording.Text `json:"title,omitempty"`
	News     bool         `json:"news,omitempty" doc:"Confirming also puts the address on the list for news."`
	Text     string       `json:"text,omitempty" doc:"The words to approve."`
	Language string       `json:"language"`
	Withdraw string       `json:"withdraw,omitempty" doc:"Token of the link that undoes it."`
}

// deed is what one kind of link does to its record.
type deed struct {
	act    string
	look   func(ctx context.Context, d *desk, id string) (linkView, error)
	follow func(ctx context.Context, d *desk, id string) error
}

// deedOf says what a kind of link does.
func deedOf(k link.Kind) (deed, bool) {
	switch k {
	case link.ConfirmSignature:
		return deed{"confirm-signature", lookSignature(signature.Confirmed), confirmSignature}, true
	case link.WithdrawSignature:
		return deed{"withdraw-signature", lookSignature(signature.Withdrawn), withdrawSignature}, true
	case link.ConfirmSubscriber:
		return deed{"confirm-subscriber", lookSubscriber(subscriberConfirmed), confirmSubscriber}, true
	case link.Leave:
		return deed{"leave", lookSubscriber(subscriberUnsubscribed), leaveList}, true
	case link.ConfirmTestimony:
		return deed{"confirm-testimony", lookTestimony(testimony.Pending), changeTestimony(testimony.Testimony.Confirm)}, true
	case link.ApproveTestimony:
		return deed{"approve-testimony", lookTestimony(testimony.Edited), changeTestimony(testimony.Testimony.Approve)}, true
	case link.WithdrawTestimony:
		return deed{"withdraw-testimony", lookTestimony(""), withdrawTestimony}, true
	}
	return deed{}, false
}

// held reads a token.
func held(ctx context.Context, token string) (link.Link, deed, error) {
	key, err := sdk.Secret(ctx, "links")
	if err != nil {
		return link.Link{}, deed{}, err
	}
	l, err := link.Read(key, token, sdk.Call(ctx).Now)
	if err != nil {
		return l, deed{}, refused(err)
	}
	what, ok := deedOf(l.Kind)
	if !ok {
		return l, what, errLink
	}
	return l, what, nil
}

func (d *desk) lookAtLink(ctx context.Context, in *holding) (*sdk.Reply[linkView], error) {
	l, what, err := held(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return d.seen(ctx, l, what)
}

// seen says how things stand. A record that is gone is what withdrawing would leave.
func (d *desk) seen(ctx context.Context, l link.Link, what deed) (*sdk.Reply[linkView], error) {
	view, err := what.look(ctx, d, l.ID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, errLinkGone
	}
	if err != nil {
		return nil, err
	}
	view.Act = what.act
	return sdk.OK(view), nil
}

func (d *desk) followLink(ctx context.Context, in *holding) (*sdk.Reply[linkView], error) {
	l, what, err := held(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	if err := what.follow(ctx, d, l.ID); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, errLinkGone
		}
		return nil, refused(err)
	}
	return d.seen(ctx, l, what)
}

func lookSignature(done signature.Status) func(context.Context, *desk, string) (linkView, error) {
	return func(ctx context.Context, d *desk, id string) (linkView, error) {
		one, err := d.signatures.Get(ctx, id)
		if err != nil {
			return linkView{}, err
		}
		view := linkView{Petition: one.Doc.Petition, Done: one.Doc.Status == done, News: one.Doc.News, Language: one.Doc.Language}
		if p, err := d.petitions.Get(ctx, one.Doc.Petition); err == nil {
			view.Title = p.Doc.Title
		}
		if done == signature.Confirmed {
			view.Withdraw, err = tokenOf(ctx, link.Link{Kind: link.WithdrawSignature, ID: id})
		}
		return view, err
	}
}

// confirmSignature counts a signature, and puts on the list for news whoever chose that too.
func confirmSignature(ctx context.Context, d *desk, id string) error {
	one, err := d.signatures.Get(ctx, id)
	if err != nil {
		return err
	}
	next, err := one.Doc.Confirm()
	if err != nil {
		return errLinkGone
	}
	if next.Status == one.Doc.Status {
		return nil
	}
	one.Doc = next
	if err := d.signatures.Update(ctx, one); err != nil {
		return err
	}
	if !next.News {
		return nil
	}
	return d.enlist(ctx, next)
}

func withdrawSignature(ctx context.Context, d *desk, id string) error {
	one, err := d.signatures.Get(ctx, id)
	if err != nil {
		return err
	}
	if one.Doc.Status == signature.Withdrawn {
		return nil
	}
	one.Doc = one.Doc.Withdraw(sdk.Call(ctx).Now)
	return d.signatures.Update(ctx, one)
}

func lookSubscriber(done string) func(context.Context, *desk, string) (linkView, error) {
	return func(ctx context.Context, d *desk, id string) (linkView, error) {
		one, err := d.subscribers.Get(ctx, id)
		if err != nil {
			return linkView{}, err
		}
		view := linkView{Done: one.Doc.Status == done, Language: one.Doc.Language}
		if done == subscriberConfirmed {
			view.Withdraw, err = tokenOf(ctx, link.Link{Kind: link.Leave, ID: id})
		}
		return view, err
	}
}

// confirmSubscriber puts a pending subscription on the list. A message of before somebody left brings nobody back.
func confirmSubscriber(ctx context.Context, d *desk, id string) error {
	one, err := d.subscribers.Get(ctx, id)
	if err != nil {
		return err
	}
	switch one.Doc.Status {
	case subscriberConfirmed:
		return nil
	case subscriberPending:
		one.Doc.Status, one.Doc.Since = subscriberConfirmed, sdk.Call(ctx).Today
		return d.subscribers.Update(ctx, one)
	}
	return errLinkGone
}

func leaveList(ctx context.Context, d *desk, id string) error {
	one, err := d.subscribers.Get(ctx, id)
	if err != nil {
		return err
	}
	if one.Doc.Status == subscriberUnsubscribed {
		return nil
	}
	one.Doc = one.Doc.leave(sdk.Call(ctx).Now)
	return d.subscribers.Update(ctx, one)
}

// lookTestimony shows a testimony to its author. waiting is the status at which something is left to do; empty for
// withdrawing, which is possible until it is done.
func lookTestimony(waiting testimony.Status) func(context.Context, *desk, string) (linkView, error) {
	return func(ctx context.Context, d *desk, id string) (linkView, error) {
		one, err := d.testimonies.Get(ctx, id)
		if err != nil {
			return linkView{}, err
		}
		t := one.Doc
		view := linkView{Done: t.Status != waiting, Language: t.Language, Text: t.Text}
		switch waiting {
		case testimony.Edited:
			if t.Proposed != "" {
				view.Text = t.Proposed
			}
		case "":
			view.Done = t.Status == testimony.Withdrawn
		}
		return view, nil
	}
}

// changeTestimony does a step of a testimony that its author may do.
func changeTestimony(step func(testimony.Testimony) (testimony.Testimony, error)) func(context.Context, *desk, string) error {
	return func(ctx context.Context, d *desk, id string) error {
		one, err := d.testimonies.Get(ctx, id)
		if err != nil {
			return err
		}
		next, err := step(one.Doc)
		if err != nil {
			return errLinkGone
		}
		if next.Status == one.Doc.Status {
			return nil
		}
		one.Doc = next
		return d.testimonies.Update(ctx, one)
	}
}

func withdrawTestimony(ctx context.Context, d *desk, id string) error {
	one, err := d.testimonies.Get(ctx, id)
	if err != nil {
		return err
	}
	if one.Doc.Status == testimony.Withdrawn {
		return nil
	}
	one.Doc = one.Doc.Withdraw(sdk.Call(ctx).Now)
	return d.testimonies.Update(ctx, one)
}

// leaveAddress is where a mail program takes somebody off the list by one POST.
func leaveAddress(ctx context.Context, id string) (string, error) {
	token, err := tokenOf(ctx, link.Link{Kind: link.Leave, ID: id})
	return sdk.Call(ctx).Operations + "/leave/" + token, err
}

// leavePageOf is where a person does.
func leavePageOf(ctx context.Context, id string) (string, error) {
	return pageFor(ctx, scripted, link.Link{Kind: link.Leave, ID: id})
}

// leaving is one POST of a mail program. Its body says List-Unsubscribe=One-Click, and is not read.
type leaving struct {
	Token string `path:"token" maxLength:"120"`
}

func (d *desk) leaveAtOnce(ctx context.Context, in *leaving) (*struct{}, error) {
	l, _, err := held(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	if l.Kind != link.Leave {
		return nil, errLink
	}
	if err := leaveList(ctx, d, l.ID); err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	return nil, nil
}

// leavePage leads to the page where leaving is one press of a button. The token came with the address: it need not
// hide from browsers without scripts.
func leavePage(ctx context.Context, in *struct {
	Token string `path:"token" maxLength:"120"`
},
) (*sdk.Page, error) {
	l, _, err := held(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	if l.Kind != link.Leave {
		return nil, errLink
	}
	at := template.HTMLEscapeString(sdk.Call(ctx).Pages + "/link" + string(scriptless) + in.Token)
	text := fmt.Sprintf(`<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
		`<title>Se désabonner</title><p><a href="%s">Ne plus recevoir ces messages</a></p><p lang="en"><a href="%s">Stop getting these messages</a></p></html>`, at, at)
	return sdk.HTML(http.StatusOK, []byte(text)), nil
}

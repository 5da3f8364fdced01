package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// NoticeDesk tells people what modules hand to it; *notice.Desk is one.
type NoticeDesk interface {
	// Kinds are what a module tells in a tenant that has it on; notice.Core is the core.
	Kinds(ctx context.Context, t tenant.ID, module string) ([]sdk.NoticeKind, error)
	// Take tells somebody something now, in the words of a kind.
	Take(ctx context.Context, item outbox.Item, told store.Notice) error
	// Tell tells those who hold a role of a tenant something that the core has to say, soon.
	Tell(ctx context.Context, t tenant.ID, told store.Notice) error
	// Read checks the token of a link that ends messages, and says what it ends.
	Read(ctx context.Context, t tenant.ID, token string) (notice.Leave, sdk.Text, bool)
}

// noticePage is how many notices one page of a list has.
const noticePage = 30

type noticeOut struct {
	ID      string     `json:"id"`
	Module  string     `json:"module" doc:"Who tells it; core: no module."`
	Kind    string     `json:"kind"`
	Subject sdk.Text   `json:"subject"`
	Text    sdk.Text   `json:"text"`
	Link    string     `json:"link,omitempty" doc:"Where it leads, below the organisation's console."`
	At      time.Time  `json:"at"`
	Way     string     `json:"way" enum:"now,weekly,none" doc:"How it was to reach me when it came."`
	Sent    *time.Time `json:"sent_at,omitempty" doc:"When a message with it was written."`
	Read    *time.Time `json:"read_at,omitempty"`
	Handed  *time.Time `json:"handed_at,omitempty" doc:"When it was handed to me on paper."`
}

func noticeOf(n notice.Notice) noticeOut {
	return noticeOut{n.ID, n.Module, n.Kind, n.Subject, n.Text, n.Link, n.At, n.Way, n.Sent, n.Read, n.Handed}
}

type toldOut struct {
	Notices []noticeOut `json:"notices" doc:"The newest first."`
	Unread  int         `json:"unread" doc:"Of all."`
	Next    string      `json:"next_page_token,omitempty"`
}

type noticesRead struct {
	IDs []string `json:"ids,omitempty" maxItems:"100" doc:"Those that I have read; none: all."`
}

type choicesOut struct {
	Modules []moduleNotices `json:"modules"`
	Mail    bool            `json:"mail" doc:"I have an e-mail address; without one all of it is told on the console and on paper."`
	Week    tenant.Weekly   `json:"week" doc:"When the week's message goes out."`
	Months  int             `json:"months" doc:"How long the list keeps what I was told."`
}

type moduleNotices struct {
	Module string       `json:"module"`
	Title  sdk.Text     `json:"title"`
	Kinds  []noticeKind `json:"kinds"`
}

type noticeKind struct {
	Name     string   `json:"name"`
	Title    sdk.Text `json:"title"`
	Way      string   `json:"way" enum:"now,weekly,none"`
	Required sdk.Text `json:"required,omitempty" doc:"Why it cannot be switched off."`
}

type choices struct {
	Choices []choice `json:"choices" minItems:"1" maxItems:"200"`
}

type choice struct {
	Module string `json:"module" maxLength:"30"`
	Kind   string `json:"kind" maxLength:"40"`
	Way    string `json:"way" enum:"now,weekly,none"`
}

func (e *edge) notices() {
	const mine, choices = "/t/{tenant}/me/notices", "/t/{tenant}/me/notice-choices"
	register(e, operation{
		id: "notice-list", method: http.MethodGet, path: mine, action: "core:me.read", access: signedIn, summary: "What I was told, and what of it I have not read",
	}, e.listNotices)
	register(e, operation{
		id: "notice-read", method: http.MethodPost, path: mine + ":read", action: "core:me.update", access: signedIn, status: http.StatusNoContent,
		summary: "I have read these, or all of them", example: noticesRead{IDs: []string{"0198c0de-0000-7000-8000-00000000cafe"}},
	}, e.readNotices)
	register(e, operation{
		id: "notice-choices", method: http.MethodGet, path: choices, action: "core:me.read", access: signedIn, summary: "How I am told things, by module and kind",
	}, e.noticeChoices)
	register(e, operation{
		id: "notice-choose", method: http.MethodPut, path: choices, action: "core:me.update", access: signedIn,
		summary: "Choose how I am told things: by mail at once, in one message a week, or on the console alone",
		example: map[string]any{"choices": []choice{{"visits", "planned", sdk.NoticeWeekly}}},
	}, e.chooseNotices)
	e.noticeSheets()
	e.noticeLeaving()
}

func (e *edge) listNotices(ctx context.Context, c *call, in *struct {
	InTenant
	Token string `query:"page_token" maxLength:"64" doc:"From the page before."`
},
) (*body[toldOut], error) {
	found, err := e.Notices.Of(ctx, c.Tenant.ID, c.Principal.ID, in.Token, noticePage)
	if err != nil {
		return nil, err
	}
	out := toldOut{Notices: []noticeOut{}}
	for _, n := range found {
		out.Notices = append(out.Notices, noticeOf(n))
	}
	if len(found) == noticePage {
		out.Next = found[len(found)-1].ID
	}
	out.Unread, err = e.Notices.Unread(ctx, c.Tenant.ID, c.Principal.ID)
	return ok(out), err
}

func (e *edge) readNotices(ctx context.Context, c *call, in *struct {
	InTenant
	Body noticesRead
},
) (*none, error) {
	return &none{}, e.change(ctx, c, "core:notice.read", "person/"+c.Principal.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.People().Notices().MarkRead(ctx, c.Principal.ID, in.Body.IDs)
	})
}

func (e *edge) noticeChoices(ctx context.Context, c *call, _ *InTenant) (*body[choicesOut], error) {
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	chosen, err := e.Notices.Choices(ctx, c.Tenant.ID, p.ID)
	if err != nil {
		return nil, err
	}
	out := choicesOut{Modules: []moduleNotices{}, Mail: p.Email != "", Week: c.Tenant.Weekly(), Months: notice.Keep}
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range on {
		out.add(m.Name, m.Title, m.Notices, chosen)
	}
	out.add(notice.Core, titles("Compte et vie privée", "Account and privacy"), notice.CoreKinds(), chosen)
	return ok(out), nil
}

func (o *choicesOut) add(module string, title sdk.Text, kinds []sdk.NoticeKind, chosen []notice.Choice) {
	of := moduleNotices{Module: module, Title: title}
	for _, k := range kinds {
		of.Kinds = append(of.Kinds, noticeKind{k.Name, k.Title, notice.WayOf(module, k, chosen), k.Required})
	}
	if len(of.Kinds) > 0 {
		o.Modules = append(o.Modules, of)
	}
}

func (e *edge) chooseNotices(ctx context.Context, c *call, in *struct {
	InTenant
	Body choices
},
) (*body[choicesOut], error) {
	chosen := make([]notice.Choice, 0, len(in.Body.Choices))
	for _, one := range in.Body.Choices {
		kinds, err := e.NoticeDesk.Kinds(ctx, c.Tenant.ID, one.Module)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(kinds, func(k sdk.NoticeKind) bool { return k.Name == one.Kind })
		switch {
		case i < 0:
			return nil, fault.Missing("notice")
		case one.Way == sdk.NoticeNone && len(kinds[i].Required) > 0:
			return nil, fault.New(fault.Conflict, "notice-required", "This cannot be switched off: %s", kinds[i].Required["en"])
		}
		chosen = append(chosen, notice.Choice{Person: c.Principal.ID, Module: one.Module, Kind: one.Kind, Way: one.Way})
	}
	if err := e.choose(ctx, c, c.Principal.ID, chosen); err != nil {
		return nil, err
	}
	return e.noticeChoices(ctx, c, &in.InTenant)
}

func (e *edge) choose(ctx context.Context, c *call, person string, chosen []notice.Choice) error {
	return e.change(ctx, c, "core:notice.choose", "person/"+person, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.People().Notices().Choose(ctx, chosen)
	})
}

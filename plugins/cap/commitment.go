package cap

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

var (
	errNoSession = fault.New(fault.Conflict, "commitment-no-session", "There is no session to come at which this could be looked at.")
	errOthers    = fault.New(fault.Denied, "commitment-of-another", "A commitment is reviewed by whoever made it, or with the mentor.")
)

func (d *desk) registerCommitments(api huma.API) {
	huma.Register(api, sdk.Operation(look("commitment-list", "/seats/{id}/commitments", "List the group’s commitments, session by session"),
		onSeat("exchange.read")), d.listCommitments)
	huma.Register(api, sdk.Operation(step("commitment-make", "/seats/{id}/commitments", "Say what one will try by the next session", ""),
		onSeat("exchange.write")), d.commit)
	huma.Register(api, sdk.Operation(step("commitment-review", "/seats/{id}/commitments/{commitment}:review", "Say what came of a commitment",
		"At the session at which it is due: kept, partly, not, or moved to the next one; and what was learned."),
		onSeat("exchange.write")), d.review)
}

// commitmentView is a commitment as the group sees it.
type commitmentView struct {
	ID      string           `json:"id"`
	Seat    string           `json:"seat"`
	Name    string           `json:"name"`
	Mine    bool             `json:"mine"`
	Text    string           `json:"text"`
	Tool    *session.Tool    `json:"tool,omitempty" doc:"An entry of the toolbox to try."`
	Made    string           `json:"made,omitempty" doc:"Id of the session."`
	DueAt   string           `json:"due_at" doc:"Id of the session."`
	Outcome session.Outcome  `json:"outcome"`
	Reviews []session.Review `json:"reviews"`
}

func (e entry) commitment(one sdk.Item[session.Commitment], name string) commitmentView {
	return commitmentView{
		ID: one.ID, Seat: one.Doc.Seat, Name: name, Mine: one.Doc.Seat == e.seat.ID, Text: one.Doc.Text, Tool: one.Doc.Tool, Made: one.Doc.Made, DueAt: one.Doc.DueAt,
		Outcome: one.Doc.Outcome, Reviews: append([]session.Review{}, one.Doc.Reviews...),
	}
}

type commitmentList struct {
	Commitments []commitmentView         `json:"commitments"`
	Sessions    map[string]session.Tally `json:"sessions" doc:"What was said at each session, by its id."`
}

func (d *desk) listCommitments(ctx context.Context, in *sdk.Target) (*sdk.Reply[commitmentList], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := gather(ctx, d.commitments, store.Query{Filter: fmt.Sprintf("community = %q", e.seat.Doc.Community)})
	if err != nil {
		return nil, fmt.Errorf("reading the commitments: %w", err)
	}
	seats, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	sessions, err := d.sessionsOf(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	list, who := commitmentList{Commitments: []commitmentView{}, Sessions: map[string]session.Tally{}}, names(seats)
	for _, one := range all {
		list.Commitments = append(list.Commitments, e.commitment(one, who[one.Doc.Seat]))
	}
	for _, s := range sessions {
		var tally session.Tally
		for _, one := range all {
			tally.Add(one.Doc.At(s.ID))
		}
		list.Sessions[s.ID] = tally
	}
	return sdk.OK(list), nil
}

func (d *desk) commit(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Text string        `json:"text" minLength:"1" maxLength:"1000"`
		Tool *session.Tool `json:"tool,omitempty" doc:"An entry of the toolbox to try, where that is on."`
	}
},
) (*sdk.Reply[commitmentView], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	text, err := words(in.Body.Text, "/text")
	if err != nil {
		return nil, err
	}
	all, err := d.sessionsOf(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	at, due := around(all, e.now)
	if due == "" {
		return nil, errNoSession
	}
	one, err := d.commitments.Create(ctx, session.Commitment{
		Community: e.seat.Doc.Community, Seat: e.seat.ID, Person: e.seat.Doc.Person, Text: text, Tool: in.Body.Tool, Made: at, DueAt: due, Outcome: session.Due,
	})
	if err != nil {
		return nil, err
	}
	return sdk.Made(e.commitment(*one, e.seat.Doc.Name)), nil
}

// around finds the session that people are in, or were in last, and the next one to come.
func around(all []sdk.Item[session.Session], now time.Time) (at, next string) {
	for _, s := range all {
		switch s.Doc.State {
		case session.Open, session.Held:
			at, next = s.ID, ""
		case session.Planned:
			if next == "" && s.Doc.Over().After(now) {
				next = s.ID
			}
		}
	}
	return at, next
}

func (d *desk) review(ctx context.Context, in *struct {
	sdk.Target
	Commitment string `path:"commitment" maxLength:"60"`
	Body       struct {
		Outcome  session.Outcome `json:"outcome" enum:"kept,partial,missed,moved"`
		Learning string          `json:"learning,omitempty" maxLength:"1000"`
		Session  string          `json:"session,omitempty" maxLength:"60" doc:"Where it is looked at; the session at which it is due when left out."`
	}
},
) (*sdk.Reply[commitmentView], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.commitments.Get(ctx, in.Commitment)
	if err == nil && one.Doc.Community != e.seat.Doc.Community {
		err = fault.Missing("commitment")
	}
	if err != nil {
		return nil, err
	}
	if one.Doc.Seat != e.seat.ID && e.seat.Doc.Role != community.Mentor {
		return nil, errOthers
	}
	all, err := d.sessionsOf(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	r := session.Review{Session: in.Body.Session, Outcome: in.Body.Outcome, Learning: strings.TrimSpace(in.Body.Learning), At: e.now.Format(time.RFC3339)}
	if r.Session == "" {
		r.Session = one.Doc.DueAt
	}
	if one.Doc, err = looked(all, one.Doc, r); err != nil {
		return nil, err
	}
	if err := d.commitments.Update(ctx, one); err != nil {
		return nil, err
	}
	who, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	return sdk.OK(e.commitment(*one, names(who)[one.Doc.Seat])), nil
}

// looked is a commitment after a review at a session that is open or was held.
func looked(all []sdk.Item[session.Session], c session.Commitment, r session.Review) (session.Commitment, error) {
	at := slices.IndexFunc(all, func(s sdk.Item[session.Session]) bool { return s.ID == r.Session })
	if at < 0 {
		return c, fault.InvalidRule("/session", fault.Absent, "", "there is no such session")
	}
	if state := all[at].Doc.State; state != session.Open && state != session.Held {
		return c, fault.New(fault.Conflict, "commitment-not-due", "A commitment is reviewed at the session at which it is due.")
	}
	next := ""
	if later := after(all, r.Session); later != nil {
		next = later.ID
	}
	return c.Reviewed(r, next)
}

// postpone moves what was due at a cancelled session to the next one; without a next one it stays.
func (d *desk) postpone(ctx context.Context, cancelled *sdk.Item[session.Session]) error {
	all, err := d.sessionsOf(ctx, cancelled.Doc.Community)
	if err != nil {
		return err
	}
	next := after(all, cancelled.ID)
	if next == nil {
		return nil
	}
	due, err := gather(ctx, d.commitments, store.Query{Filter: fmt.Sprintf(`due_at = %q AND outcome = "due"`, cancelled.ID)})
	if err != nil {
		return fmt.Errorf("reading what was due: %w", err)
	}
	for i := range due {
		due[i].Doc.DueAt = next.ID
		if err := d.commitments.Update(ctx, &due[i]); err != nil {
			return err
		}
	}
	return nil
}

// words is a text that says something.
func words(text, pointer string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", fault.InvalidRule(pointer, fault.Required, "", "must say something")
	}
	return text, nil
}

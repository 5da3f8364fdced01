package cap

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// thread is a question asked between sessions.
type thread struct {
	Community string `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Seat      string `json:"seat" maxLength:"60" fr:"Place" en:"Seat"`
	Person    string `json:"person,omitempty" maxLength:"320" rb:"index,subject=person" fr:"Personne" en:"Person"`
	Title     string `json:"title,omitempty" maxLength:"160" rb:"personal,subject=person" fr:"Question" en:"Question"`
	Text      string `json:"text,omitempty" maxLength:"4000" rb:"personal,subject=person" fr:"Précisions" en:"Details"`
	Asked     int64  `json:"asked" rb:"index,retention=P3Y,least=P6M,most=P10Y" fr:"Posée (secondes depuis 1970)" en:"Asked (seconds since 1970)"`
	Answers   int    `json:"answers" fr:"Réponses" en:"Answers"`
	Told      bool   `json:"told,omitempty" rb:"index" fr:"Signalée à l’animation" en:"The mentor was told"`
}

// threadAnswer is what somebody says to a question.
type threadAnswer struct {
	Community string `json:"community" maxLength:"60" fr:"Communauté" en:"Community"`
	Thread    string `json:"thread" maxLength:"60" rb:"index" fr:"Question" en:"Question"`
	Seat      string `json:"seat" maxLength:"60" fr:"Place" en:"Seat"`
	Person    string `json:"person" maxLength:"320" rb:"index,subject=person" fr:"Personne" en:"Person"`
	Text      string `json:"text" minLength:"1" maxLength:"4000" rb:"personal,subject=person,retention=P3Y,least=P6M,most=P10Y" fr:"Réponse" en:"Answer"`
}

// unansweredJob tells the mentor of a question that nobody has answered.
const unansweredJob = "thread-unanswered"

func (d *desk) registerThreads(api huma.API) {
	huma.Register(api, sdk.Operation(look("thread-list", "/seats/{id}/threads", "List the questions, the newest first"), onSeat("exchange.read")), d.listThreads)
	huma.Register(api, sdk.Operation(look("thread-read", "/seats/{id}/threads/{thread}", "Read a question and its answers"), onSeat("exchange.read")), d.readThread)
	huma.Register(api, sdk.Operation(step("thread-ask", "/seats/{id}/threads", "Ask the group",
		"A question that nobody answers is shown to the mentor after the days that the community has set."), onSeat("exchange.write")), d.ask)
	huma.Register(api, sdk.Operation(step("thread-answer", "/seats/{id}/threads/{thread}:answer", "Answer a question", ""), onSeat("exchange.write")), d.answerThread)
}

// threadView is a question as the group sees it.
type threadView struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	Mine       bool             `json:"mine"`
	Title      string           `json:"title"`
	Text       string           `json:"text,omitempty"`
	Asked      time.Time        `json:"asked_at"`
	Answers    int              `json:"answers" doc:"Of others than who asked."`
	Unanswered int              `json:"unanswered_days,omitempty" doc:"Whole days without an answer."`
	Late       bool             `json:"late" doc:"Longer without an answer than the community wants."`
	Said       []threadSaidView `json:"said,omitempty"`
}

type threadSaidView struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Mine bool      `json:"mine"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

func (e entry) thread(one sdk.Item[thread], who map[string]string) threadView {
	v := threadView{
		ID: one.ID, Name: who[one.Doc.Seat], Mine: one.Doc.Seat == e.seat.ID, Title: one.Doc.Title, Text: one.Doc.Text,
		Asked: time.Unix(one.Doc.Asked, 0).UTC(), Answers: one.Doc.Answers,
	}
	if one.Doc.Answers == 0 {
		v.Unanswered = int(e.now.Sub(v.Asked) / (24 * time.Hour))
		v.Late = v.Unanswered >= e.roll.Unanswered
	}
	return v
}

type threadList struct {
	Threads []threadView `json:"threads"`
	Next    string       `json:"next_page_token,omitempty"`
}

func (d *desk) listThreads(ctx context.Context, in *struct {
	sdk.Target
	Size  int    `query:"page_size" minimum:"1" maximum:"100" default:"30"`
	Token string `query:"page_token" maxLength:"1000"`
},
) (*sdk.Reply[threadList], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, next, err := d.threads.List(ctx, store.Query{
		Filter: fmt.Sprintf("community = %q", e.seat.Doc.Community), Order: "asked desc", Size: in.Size, Token: in.Token,
	})
	if err != nil {
		return nil, err
	}
	seats, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	list, who := threadList{Threads: []threadView{}, Next: next}, names(seats)
	for _, one := range found {
		list.Threads = append(list.Threads, e.thread(one, who))
	}
	return sdk.OK(list), nil
}

// ThreadTarget is the input of an operation on one question, from a seat.
type ThreadTarget struct {
	sdk.Target
	Thread string `path:"thread" maxLength:"60"`
}

func (d *desk) threadIn(ctx context.Context, e entry, id string) (*sdk.Item[thread], error) {
	one, err := d.threads.Get(ctx, id)
	if err == nil && one.Doc.Community != e.seat.Doc.Community {
		err = fault.Missing("thread")
	}
	return one, err
}

func (d *desk) readThread(ctx context.Context, in *ThreadTarget) (*sdk.Reply[threadView], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.threadIn(ctx, e, in.Thread)
	if err != nil {
		return nil, err
	}
	said, err := gather(ctx, d.answers, store.Query{Filter: fmt.Sprintf("thread = %q", one.ID), Order: "id"})
	if err != nil {
		return nil, fmt.Errorf("reading the answers: %w", err)
	}
	seats, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	who := names(seats)
	v := e.thread(*one, who)
	v.Said = []threadSaidView{}
	for _, a := range said {
		v.Said = append(v.Said, threadSaidView{ID: a.ID, Name: who[a.Doc.Seat], Mine: a.Doc.Seat == e.seat.ID, Text: a.Doc.Text, At: a.Created})
	}
	return sdk.OK(v), nil
}

// Question is what somebody asks the group.
type Question struct {
	Title string `json:"title" minLength:"1" maxLength:"160"`
	Text  string `json:"text,omitempty" maxLength:"4000"`
}

func (d *desk) ask(ctx context.Context, in *struct {
	sdk.Target
	Body Question
},
) (*sdk.Reply[threadView], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	title, err := words(in.Body.Title, "/title")
	if err != nil {
		return nil, err
	}
	one, err := d.threads.Create(ctx, thread{
		Community: e.seat.Doc.Community, Seat: e.seat.ID, Person: e.seat.Doc.Person, Title: title, Text: in.Body.Text, Asked: e.now.Unix(),
	})
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(notice{Community: e.seat.Doc.Community, Thread: one.ID})
	if err != nil {
		return nil, fmt.Errorf("writing the job: %w", err)
	}
	sdk.Tx(ctx).Enqueue(store.Job{Name: unansweredJob, Key: one.ID, At: e.now.AddDate(0, 0, e.roll.Unanswered), Data: data})
	return sdk.Made(e.thread(*one, map[string]string{e.seat.ID: e.seat.Doc.Name})), nil
}

func (d *desk) answerThread(ctx context.Context, in *struct {
	ThreadTarget
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"4000"`
	}
},
) (*sdk.Reply[threadSaidView], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.threadIn(ctx, e, in.Thread)
	if err != nil {
		return nil, err
	}
	text, err := words(in.Body.Text, "/text")
	if err != nil {
		return nil, err
	}
	if one.Doc.Seat != e.seat.ID {
		one.Doc.Answers++
		if err := d.threads.Update(ctx, one); err != nil {
			return nil, err
		}
	}
	said, err := d.answers.Create(ctx, threadAnswer{Community: one.Doc.Community, Thread: one.ID, Seat: e.seat.ID, Person: e.seat.Doc.Person, Text: text})
	if err != nil {
		return nil, err
	}
	return sdk.Made(threadSaidView{ID: said.ID, Name: e.seat.Doc.Name, Mine: true, Text: text, At: said.Created}), nil
}

// tellUnanswered runs when a question has waited for the days that its community has set.
func (d *desk) tellUnanswered(ctx context.Context, data json.RawMessage) error {
	job, kept, err := d.read(ctx, data)
	if err != nil || kept == nil {
		return err
	}
	one, err := d.threads.Get(ctx, job.Thread)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if one.Doc.Answers > 0 || one.Doc.Told || kept.Doc.Status != community.Open {
		return nil
	}
	mentors, err := gather(ctx, d.seats, store.Query{
		Filter: fmt.Sprintf(`community = %q AND role = "mentor" AND state = "seated"`, job.Community),
	})
	if err != nil {
		return fmt.Errorf("reading the mentors: %w", err)
	}
	for _, m := range mentors {
		tell(ctx, m.Doc, letterUnanswered, facts{title: kept.Doc.Title, question: one.Doc.Title, days: kept.Doc.Unanswered})
	}
	one.Doc.Told = true
	return d.threads.Update(ctx, one)
}

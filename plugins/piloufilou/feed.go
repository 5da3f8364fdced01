package piloufilou

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/calendar"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// feed is what the address of a cycle's calendar opens: its dates and titles, kept apart from the cycle and in
// step with it, for calendars cannot sign in. Only the digest of the address is kept.
type feed struct {
	Cycle    string         `json:"cycle" maxLength:"60" rb:"unique" fr:"Cycle" en:"Cycle"`
	Digest   string         `json:"digest" maxLength:"64" rb:"unique" fr:"Empreinte de l’adresse" en:"Digest of the address"`
	SharedOn string         `json:"shared_on" format:"date" fr:"Partagé le" en:"Shared on"`
	Name     programme.Text `json:"name" fr:"Programme" en:"Programme"`
	Place    string         `json:"place" maxLength:"200" fr:"Lieu" en:"Site"`
	Group    string         `json:"group" maxLength:"80" fr:"Groupe" en:"Group"`
	Events   []feedEvent    `json:"events" maxItems:"60" fr:"Ateliers" en:"Workshops"`
}

// feedEvent is a workshop as calendars see it.
type feedEvent struct {
	Number    int            `json:"number" fr:"Numéro" en:"Number"`
	Title     programme.Text `json:"title" fr:"Titre" en:"Title"`
	On        string         `json:"on" fr:"Jour" en:"Day"`
	At        string         `json:"at,omitempty" fr:"Heure" en:"Time"`
	Minutes   int            `json:"minutes" fr:"Minutes" en:"Minutes"`
	Cancelled bool           `json:"cancelled,omitempty" fr:"Annulé" en:"Cancelled"`
	Sequence  int            `json:"sequence" fr:"Changements" en:"Changes"`
	Stamp     time.Time      `json:"stamp" fr:"Changé le" en:"Changed at"`
}

// says reports whether two events tell a reader the same.
func (e feedEvent) says(o feedEvent) bool {
	return e.On == o.On && e.At == o.At && e.Minutes == o.Minutes && e.Cancelled == o.Cancelled
}

func (d *desk) registerFeeds(api huma.API) {
	rules := sdk.Rules{Action: "piloufilou:feed.share", On: "id@cycles", Reads: []string{"cycles/{id}"}, Internal: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "cycle-share", Method: http.MethodPost, Path: "/cycles/{id}:share", DefaultStatus: http.StatusCreated,
		Summary: "Make an address at which calendars follow a cycle", Description: "It is shown this once. A new address cuts the one before off.",
	}, rules), d.share)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "cycle-unshare", Method: http.MethodPost, Path: "/cycles/{id}:unshare", Summary: "Cut the address of a cycle's calendar off",
	}, rules), d.unshare)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "cycle-sharing", Method: http.MethodGet, Path: "/cycles/{id}:sharing", Summary: "Tell whether calendars follow a cycle",
	}, rules), d.sharing)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "feed-read", Method: http.MethodGet, Path: "/feeds/{token}",
		Summary: "Follow a cycle's calendar", Description: "Opened by its address alone, with or without \".ics\" at the end.",
		Responses: map[string]*huma.Response{"200": {
			Description: "iCalendar, RFC 5545.", Content: map[string]*huma.MediaType{"text/calendar": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, sdk.Rules{Action: "piloufilou:feed.read", Public: true, Internal: true}), d.readFeed)
}

type shared struct {
	Shared   bool   `json:"shared"`
	SharedOn string `json:"shared_on,omitempty"`
	Path     string `json:"path,omitempty" doc:"Of the address, below the module's own; shown once."`
}

func (d *desk) share(ctx context.Context, in *sdk.Target) (*sdk.Reply[shared], error) {
	w, err := d.running(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	token, digest := calendar.NewToken()
	kept, err := d.feedOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	made := feed{Cycle: in.ID, Digest: digest, SharedOn: sdk.Call(ctx).Today, Name: config.Name.text(), Place: w.cycle.Doc.Place, Group: w.cycle.Doc.Group}
	if kept != nil {
		made.Events = kept.Doc.Events
	}
	made.Events = followed(made.Events, w.docs(), sdk.Call(ctx).Now)
	if kept != nil {
		kept.Doc = made
		err = d.feeds.Update(ctx, kept)
	} else {
		_, err = d.feeds.Create(ctx, made)
	}
	if err != nil {
		return nil, err
	}
	return sdk.Made(shared{Shared: true, SharedOn: made.SharedOn, Path: "/feeds/" + token + ".ics"}), nil
}

func (d *desk) unshare(ctx context.Context, in *sdk.Target) (*sdk.Reply[shared], error) {
	kept, err := d.feedOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		if err := d.feeds.Delete(ctx, kept.ID, kept.Rev); err != nil {
			return nil, err
		}
	}
	return sdk.OK(shared{}), nil
}

func (d *desk) sharing(ctx context.Context, in *sdk.Target) (*sdk.Reply[shared], error) {
	kept, err := d.feedOf(ctx, in.ID)
	if err != nil || kept == nil {
		return sdk.OK(shared{}), err
	}
	return sdk.OK(shared{Shared: true, SharedOn: kept.Doc.SharedOn}), nil
}

// feedOf finds the feed of a cycle; nil when it is not shared.
func (d *desk) feedOf(ctx context.Context, cycleID string) (*sdk.Item[feed], error) {
	found, _, err := d.feeds.List(ctx, store.Query{Filter: fmt.Sprintf("cycle = %q", cycleID), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for the shared calendar: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// follow keeps a shared calendar in step with its cycle.
func (d *desk) follow(ctx context.Context, w *way) error {
	kept, err := d.feedOf(ctx, w.cycle.ID)
	if err != nil || kept == nil {
		return err
	}
	kept.Doc.Place, kept.Doc.Group = w.cycle.Doc.Place, w.cycle.Doc.Group
	kept.Doc.Events = followed(kept.Doc.Events, w.docs(), sdk.Call(ctx).Now)
	if err := d.feeds.Update(ctx, kept); err != nil {
		return fmt.Errorf("keeping the shared calendar: %w", err)
	}
	return nil
}

// followed are the events of the workshops; what changed for a reader counts one more change.
func followed(before []feedEvent, all []cycle.Session, now time.Time) []feedEvent {
	events := make([]feedEvent, len(all))
	for i, w := range all {
		e := feedEvent{
			Number: w.Number, Title: w.Title, On: w.PlannedOn, At: w.At, Minutes: w.PlannedMinutes,
			Cancelled: w.State == cycle.Skipped, Stamp: now.UTC().Truncate(time.Second),
		}
		if w.State == cycle.Held && w.HeldOn != w.PlannedOn {
			e.On, e.At = w.HeldOn, ""
		}
		for _, known := range before {
			switch {
			case known.Number != w.Number:
				continue
			case known.says(e):
				e.Sequence, e.Stamp = known.Sequence, known.Stamp
			default:
				e.Sequence = known.Sequence + 1
			}
		}
		events[i] = e
	}
	return events
}

func (d *desk) readFeed(ctx context.Context, in *struct {
	Token    string `path:"token" maxLength:"80"`
	Language string `query:"lang" enum:"fr,en" doc:"Default the organisation's."`
	Known    string `header:"If-None-Match" maxLength:"200"`
},
) (*calendar.Reply, error) {
	found, _, err := d.feeds.List(ctx, store.Query{Filter: fmt.Sprintf("digest = %q", calendar.Asked(in.Token)), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for a calendar: %w", err)
	}
	if len(found) == 0 {
		return nil, fault.Missing("calendar")
	}
	file, err := found[0].Doc.calendar(sdk.Language(ctx, in.Language), sdk.Call(ctx).Zone)
	if err != nil {
		return nil, err
	}
	text, err := file.Write()
	if err != nil {
		return nil, fmt.Errorf("writing the calendar: %w", err)
	}
	return calendar.Follow(text, in.Known), nil
}

// calendar is the feed as calendars read it; a workshop without a time takes its whole day.
func (f feed) calendar(language string, zone *time.Location) (calendar.Calendar, error) {
	word := map[bool]string{true: "Workshop", false: "Atelier"}[language == "en"]
	made := calendar.Calendar{Name: f.Name.In(language) + ", " + f.Group, Refresh: 6 * time.Hour}
	for _, e := range f.Events {
		one := calendar.Event{
			UID: fmt.Sprintf("%s-%d@ribambelle", f.Cycle, e.Number), Sequence: e.Sequence, Stamp: e.Stamp,
			Title: fmt.Sprintf("%s %d/%d, %s", word, e.Number, len(f.Events), e.Title.In(language)),
			Place: f.Place, Cancelled: e.Cancelled,
		}
		day, err := time.ParseInLocation(time.DateOnly, e.On, zone)
		if err != nil {
			return made, fmt.Errorf("reading the day of workshop %d: %w", e.Number, err)
		}
		one.Begin, one.End, one.AllDay = day, day.AddDate(0, 0, 1), true
		if at, err := time.Parse("15:04", e.At); err == nil {
			one.AllDay = false
			one.Begin = time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, zone)
			one.End = one.Begin.Add(time.Duration(e.Minutes) * time.Minute)
		}
		made.Events = append(made.Events, one)
	}
	return made, nil
}

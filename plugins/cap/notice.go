package cap

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/calendar"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// noticeJob tells everybody of a community that a session was moved or cancelled: one letterJob for each, so that
// each letter is queued once however often the work is tried again.
const (
	noticeJob = "session-notice"
	letterJob = "session-letter"
)

// notice is a job's data.
type notice struct {
	Community string `json:"community"`
	Session   string `json:"session,omitempty"`
	Sequence  int    `json:"sequence,omitempty"`
	Change    string `json:"change,omitempty"`
	Thread    string `json:"thread,omitempty"`
	Seat      string `json:"seat,omitempty"`
}

// notify stages the notice of a change. A later change of the same session takes its place.
func notify(ctx context.Context, one *sdk.Item[session.Session], change string) error {
	job := notice{Community: one.Doc.Community, Session: one.ID, Sequence: one.Doc.Sequence, Change: change}
	return later(ctx, noticeJob, one.ID, job)
}

// later stages a job at once.
func later(ctx context.Context, name, key string, job notice) error {
	data, err := json.Marshal(job)
	if err != nil {
		return fmt.Errorf("writing the job: %w", err)
	}
	sdk.Tx(ctx).Enqueue(store.Job{Name: name, Key: key, Data: data})
	return nil
}

// read reads a job's data and finds its community; one that is gone needs nothing any more.
func (d *desk) read(ctx context.Context, data json.RawMessage) (notice, *sdk.Item[roll], error) {
	var job notice
	if err := json.Unmarshal(data, &job); err != nil {
		return job, nil, fmt.Errorf("reading the job: %w", err)
	}
	kept, err := d.roll(ctx, job.Community)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return job, nil, nil
	}
	return job, kept, err
}

// tellChange has a letter written to everybody who has a seat and sees the session.
func (d *desk) tellChange(ctx context.Context, data json.RawMessage) error {
	job, kept, err := d.read(ctx, data)
	if err != nil || kept == nil {
		return err
	}
	seats, err := gather(ctx, d.seats, store.Query{Filter: fmt.Sprintf(`community = %q AND state = "seated"`, job.Community)})
	if err != nil {
		return fmt.Errorf("reading the seats: %w", err)
	}
	for _, s := range seats {
		if s.Doc.Live(sdk.Call(ctx).Now) != nil || !s.Doc.Sees(job.Session) {
			continue
		}
		job.Seat = s.ID
		if err := later(ctx, letterJob, job.Session+" "+s.ID, job); err != nil {
			return err
		}
	}
	return nil
}

// writeChange writes one letter, with the whole calendar as it is now: the cancelled session struck out, the
// others in their place. What has changed again since is told by the letters of that change.
func (d *desk) writeChange(ctx context.Context, data json.RawMessage) error {
	job, kept, err := d.read(ctx, data)
	if err != nil || kept == nil {
		return err
	}
	to, err := d.seatIn(ctx, job.Community, job.Seat)
	if err != nil || to.Doc.State != community.Seated {
		return ignoreMissing(err)
	}
	one, err := d.sessionOf(ctx, job.Community, job.Session)
	if err != nil || one.Doc.Sequence != job.Sequence {
		return ignoreMissing(err)
	}
	file, err := d.calendarOf(ctx, kept.Doc, to.Doc)
	if err != nil {
		return err
	}
	said := letterMoved
	if job.Change == "cancelled" {
		said = letterCancelled
	}
	tell(ctx, to.Doc, said, facts{
		title: kept.Doc.Title, number: one.Doc.Number, reason: one.Doc.Reason, at: one.Doc.Time(), before: time.Unix(one.Doc.MovedFrom, 0),
		files: []sdk.Attachment{{Name: "agenda.ics", Type: calendar.Type + "; method=PUBLISH", Content: file}},
	})
	return nil
}

// ignoreMissing takes what is gone meanwhile for done.
func ignoreMissing(err error) error {
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

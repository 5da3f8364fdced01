// Package calendar writes events as real calendars read them: RFC 5545 with RFC 7986's additions, as a file to
// take along or a feed to subscribe to; and it makes the tokens that open such a feed.
//
// Times are written in UTC, so that every reader's calendar shows its own zone and no definition of a zone goes
// stale. An event keeps its UID for good and counts its changes in Sequence; one that does not take place stays,
// cancelled, so that calendars strike it out instead of forgetting it.
//
// Non-goals: reading calendars, invitations that are answered (iTIP), recurrences: each event is written out.
// All functions are pure but NewToken, and may be used concurrently.
package calendar

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	ical "github.com/arran4/golang-ical"
)

// Type is the media type of a calendar.
const Type = "text/calendar; charset=utf-8"

// Event is one entry of a calendar.
type Event struct {
	UID       string // globally unique and stable: the id of a record
	Sequence  int    // 0 at first, one more with each change that people must see
	Begin     time.Time
	End       time.Time
	AllDay    bool      // only the civil dates of Begin and End count, End's being the first day after
	Stamp     time.Time // when the event was last changed
	Title     string
	Details   string // plain text
	Place     string
	Room      string   // address of an online room: RFC 7986 CONFERENCE
	Phones    []string // numbers to dial in: CONFERENCE with FEATURE=PHONE
	Category  string
	Cancelled bool
}

// Calendar is a set of events under a name.
type Calendar struct {
	Name    string
	Details string
	Refresh time.Duration // how often subscribers should look again; default an hour
	Events  []Event
}

// Write returns the calendar, events in the order of their beginning and then of their UID: the same calendar is
// always the same bytes.
func (c Calendar) Write() ([]byte, error) {
	refresh := ical8601(cmp.Or(c.Refresh, time.Hour))
	made := ical.NewCalendarFor("ribambelle")
	made.SetProductId("-//Ribambelle//Calendar 1.0//FR")
	made.SetMethod(ical.MethodPublish)
	made.SetCalscale("GREGORIAN")
	made.SetName(line(c.Name))
	if c.Details != "" {
		made.SetDescription(text(c.Details))
	}
	made.SetRefreshInterval(refresh)
	made.SetXPublishedTTL(refresh)
	if last := c.last(); !last.IsZero() {
		made.SetLastModified(last)
	}
	for _, e := range c.sorted() {
		if err := e.check(); err != nil {
			return nil, err
		}
		e.write(made.AddEvent(e.UID))
	}
	var out bytes.Buffer
	if err := made.SerializeTo(&out, ical.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("writing a calendar: %w", err)
	}
	return out.Bytes(), nil
}

func (c Calendar) sorted() []Event {
	return slices.SortedFunc(slices.Values(c.Events), func(a, b Event) int {
		return cmp.Or(a.Begin.Compare(b.Begin), cmp.Compare(a.UID, b.UID))
	})
}

// last is when the newest of the events changed.
func (c Calendar) last() time.Time {
	var last time.Time
	for _, e := range c.Events {
		if e.Stamp.After(last) {
			last = e.Stamp
		}
	}
	return last
}

// check refuses what no calendar takes.
func (e Event) check() error {
	switch {
	case e.UID == "" || strings.ContainsFunc(e.UID, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return fmt.Errorf("calendar: the event %q has no proper UID", e.Title)
	case !e.End.After(e.Begin):
		return fmt.Errorf("calendar: the event %s ends before it begins", e.UID)
	}
	return nil
}

func (e Event) write(v *ical.VEvent) {
	v.SetDtStampTime(e.Stamp)
	v.SetModifiedAt(e.Stamp)
	v.SetSequence(e.Sequence)
	if e.AllDay {
		v.SetAllDayStartAt(e.Begin)
		v.SetAllDayEndAt(e.End)
	} else {
		v.SetStartAt(e.Begin)
		v.SetEndAt(e.End)
	}
	v.SetSummary(line(e.Title))
	v.SetStatus(ical.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ical.ObjectStatusCancelled)
	}
	if e.Details != "" {
		v.SetDescription(text(e.Details))
	}
	if place := cmp.Or(e.Place, e.Room); place != "" {
		v.SetLocation(line(place))
	}
	if e.Category != "" {
		v.AddCategory(line(e.Category))
	}
	e.conference(v)
}

// conference writes where to meet, as RFC 7986 section 5.11 says.
func (e Event) conference(v *ical.VEvent) {
	const property = ical.ComponentProperty("CONFERENCE")
	uri := ical.WithValue("URI")
	if room, err := url.Parse(e.Room); err == nil && (room.Scheme == "https" || room.Scheme == "http") && room.Host != "" {
		v.AddProperty(property, room.String(), uri, feature("AUDIO", "VIDEO"))
		v.SetURL(room.String())
	}
	for _, phone := range e.Phones {
		if number := digits(phone); number != "" {
			v.AddProperty(property, "tel:"+number, uri, feature("PHONE"))
		}
	}
}

func feature(names ...string) ical.PropertyParameter {
	return &ical.KeyValues{Key: "FEATURE", Value: names}
}

// digits keeps what a telephone dials.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

// text drops control characters but line ends; the writer escapes the rest.
func text(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}

// line is text on one line.
func line(s string) string { return strings.Join(strings.Fields(text(s)), " ") }

// ical8601 writes a duration of whole minutes.
func ical8601(d time.Duration) string { return fmt.Sprintf("PT%dM", max(int(d.Minutes()), 1)) }

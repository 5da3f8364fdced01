package api

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/holiday"
	"github.com/ribambelle/ribambelle/sdk/calendar"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type closedOut struct {
	From    string            `json:"from" format:"date"`
	To      string            `json:"to" format:"date"`
	Name    map[string]string `json:"name"`
	Closure string            `json:"closure_id,omitempty" doc:"None for a public holiday."`
	UnitID  string            `json:"unit_id,omitempty" doc:"Which unit it was said of; empty: the whole organisation."`
}

type closedDaysOut struct {
	Days []closedOut `json:"days" doc:"Closed periods, by their first day."`
	Feed string      `json:"feed" doc:"Address of a calendar (iCalendar) to subscribe to, which opens to whoever knows it."`
}

type whenClosed struct {
	InTenant
	UnitID string `query:"unit_id" maxLength:"64" doc:"Empty: the whole organisation."`
	From   string `query:"from" format:"date" doc:"Today when left out."`
	To     string `query:"to" format:"date" doc:"A year later when left out."`
	unit   tenant.Unit
}

func (in *whenClosed) about(ctx context.Context, e *edge, c *call) (doc authz.Document, err error) {
	in.unit, doc, err = e.place(ctx, c, in.UnitID, "/unit_id")
	return doc, err
}

type closureFeed struct {
	InTenant
	Unit  string `path:"unit" maxLength:"64" doc:"Its id, or all."`
	File  string `path:"file" maxLength:"64"`
	Known string `header:"If-None-Match" maxLength:"80"`
}

func (e *edge) closedDays() {
	register(e, operation{
		id: "closure-days", method: http.MethodGet, path: "/t/{tenant}/closures:days", action: "core:unit.read",
		summary: "When a unit is closed, as it falls: what it inherits and public holidays included",
	}, e.listClosedDays)
	register(e, operation{
		id: "closure-feed", method: http.MethodGet, path: "/t/{tenant}/closures/{unit}/{file}", action: "core:closure.follow", access: anybody,
		summary: "Follow when a unit is closed in a calendar program, by the address that closure-days tells",
	}, e.followClosures)
}

func (e *edge) listClosedDays(ctx context.Context, c *call, in *whenClosed) (*body[closedDaysOut], error) {
	from := cmp.Or(in.From, e.today(c.Tenant).Format(tenant.Day))
	all, err := e.calendar().Shut(ctx, c.Tenant, in.unit.Path, from, cmp.Or(in.To, yearAfter(from)))
	out := closedDaysOut{Days: []closedOut{}, Feed: e.URL + "/t/" + c.Tenant.Slug + "/closures/" + cmp.Or(in.UnitID, wholeTenant) + "/" + e.feedFile(c.Tenant.ID, in.UnitID)}
	for _, s := range all {
		out.Days = append(out.Days, closedOut{s.From, s.To, s.Name, s.Closure, s.Unit})
	}
	return ok(out), err
}

func (e *edge) calendar() tenant.Calendar {
	return tenant.Calendar{Closures: e.Closures, Holidays: holiday.Of, Tree: e.Units}
}

func yearAfter(day string) string {
	at, err := time.Parse(tenant.Day, day)
	if err != nil {
		return day
	}
	return at.AddDate(1, 0, 0).Format(tenant.Day)
}

// today is the day where the organisation is.
func (e *edge) today(t tenant.Tenant) time.Time {
	if zone, err := time.LoadLocation(t.Zone); err == nil {
		return e.Now().In(zone)
	}
	return e.Now()
}

// wholeTenant stands for the organisation where a unit's id is expected in an address.
const wholeTenant = "all"

// feedFile is the last part of the address of a unit's feed: who does not know it cannot find it. Nothing is kept of it.
func (e *edge) feedFile(t tenant.ID, unit string) string {
	sum := hmac.New(sha256.New, e.FeedKey)
	sum.Write([]byte("closures\x00" + t.String() + "\x00" + unit))
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:18]) + ".ics"
}

func (e *edge) followClosures(ctx context.Context, c *call, in *closureFeed) (*calendar.Reply, error) {
	id := in.Unit
	if id == wholeTenant {
		id = ""
	}
	if !hmac.Equal([]byte(in.File), []byte(e.feedFile(c.Tenant.ID, id))) {
		return nil, fault.Missing("calendar")
	}
	name, path := c.Tenant.Name, tenant.Root
	if id != "" {
		unit, err := e.Units.Unit(ctx, c.Tenant.ID, id)
		if err != nil {
			return nil, err
		}
		name, path = unit.Name, unit.Path
	}
	file, err := e.closureCalendar(ctx, c.Tenant, name, path)
	if err != nil {
		return nil, err
	}
	return calendar.Follow(file, in.Known), nil
}

// closureCalendar tells the last three months and two years from now.
func (e *edge) closureCalendar(ctx context.Context, t tenant.Tenant, name, path string) ([]byte, error) {
	today := e.today(t)
	all, err := e.calendar().Shut(ctx, t, path, today.AddDate(0, -3, 0).Format(tenant.Day), today.AddDate(2, 0, 0).Format(tenant.Day))
	if err != nil {
		return nil, err
	}
	made := calendar.Calendar{Name: name}
	for _, s := range all {
		begin, end, err := s.Days()
		if err != nil {
			return nil, fmt.Errorf("writing when %s is closed: %w", path, err)
		}
		made.Events = append(made.Events, calendar.Event{
			UID: cmp.Or(s.Closure, "holiday") + "-" + s.From + "@" + t.ID.String(), Begin: begin, End: end.AddDate(0, 0, 1), AllDay: true, Stamp: t.Created,
			Title: cmp.Or(s.Name[first(t.Languages)], s.Name["fr"], s.Name["en"]),
		})
	}
	return made.Write()
}

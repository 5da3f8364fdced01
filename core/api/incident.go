package api

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/sheet"
)

// IncidentFields are what is noted of an incident. Nobody is named in it.
type IncidentFields struct {
	Title      string     `json:"title" minLength:"1" maxLength:"160"`
	Happened   string     `json:"happened" format:"date" doc:"When, or from when." example:"2026-11-03"`
	Ended      string     `json:"ended,omitempty" format:"date" doc:"Until when, where it went on."`
	Known      time.Time  `json:"known" doc:"When the organisation became aware of it: terms count from here."`
	What       string     `json:"what" minLength:"1" maxLength:"4000" doc:"The circumstances, and the cause where it is known. No names."`
	Categories []string   `json:"categories" minItems:"1" maxItems:"12" enum:"identity,contact,login,opinion,family,health,work,image,finance,number,answers,other" doc:"Kinds of data."`
	People     int        `json:"people" minimum:"0" maximum:"100000000" doc:"How many are concerned, about."`
	Records    int        `json:"records,omitempty" minimum:"0" maximum:"1000000000" doc:"How many records, about."`
	Risk       string     `json:"risk" enum:"unknown,unlikely,possible,high" doc:"For those concerned. high: a high risk (GDPR art. 34), a risk of serious injury (Law 25)."`
	Why        string     `json:"why,omitempty" maxLength:"4000" doc:"What the judgement of the risk rests on."`
	Measures   string     `json:"measures,omitempty" maxLength:"4000" doc:"Taken, or decided."`
	Authority  *time.Time `json:"authority_told,omitempty" doc:"When the authority was told."`
	Late       string     `json:"late,omitempty" maxLength:"1000" doc:"Why it was told after the term."`
	Informed   *time.Time `json:"people_told,omitempty" doc:"When those concerned were told."`
	Closed     bool       `json:"closed,omitempty" doc:"Nothing more is to be done."`
}

type incidentOut struct {
	ID string `json:"id"`
	IncidentFields
	Noted  time.Time `json:"noted"`
	By     string    `json:"by" doc:"Who noted it, by name where it is known."`
	Law    string    `json:"law" enum:"gdpr,law25" doc:"Which law sets the terms, by the organisation's country."`
	Duties []dutyOut `json:"duties" doc:"Whom the law has the organisation tell."`
	Kept   time.Time `json:"kept_until" doc:"It cannot be deleted before."`
	Rev    int64     `json:"rev"`
}

type dutyOut struct {
	Whom  string     `json:"whom" enum:"authority,people"`
	State string     `json:"state" enum:"done,due,late,none,weigh" doc:"none: the risk does not ask for it; weigh: the risk has to be weighed first."`
	Until *time.Time `json:"until,omitempty" doc:"The term; without one, without delay."`
	Done  *time.Time `json:"done,omitempty"`
}

type incidentsOut struct {
	Incidents []incidentOut `json:"incidents" doc:"The newest first."`
}

type updateIncident struct {
	WithID
	IfMatch
	Body IncidentFields
}

func (e *edge) incidents() {
	const all, one = "/t/{tenant}/privacy/incidents", "/t/{tenant}/privacy/incidents/{id}"
	example := IncidentFields{
		Title: "Courriel envoyé à la mauvaise liste", Happened: "2026-11-03", Known: time.Date(2026, 11, 4, 8, 30, 0, 0, time.UTC),
		What: "Une liste de présences a été envoyée à une autre structure.", Categories: []string{"identity", "contact"}, People: 12, Risk: "possible",
	}
	register(e, operation{
		id: "incident-list", method: http.MethodGet, path: all, action: "core:incident.read", summary: "The register of incidents, with whom to tell and until when",
	}, e.listIncidents)
	register(e, operation{
		id: "incident-create", method: http.MethodPost, path: all, action: "core:incident.create", status: http.StatusCreated,
		summary: "Note an incident", example: example,
	}, e.createIncident)
	register(e, operation{
		id: "incident-get", method: http.MethodGet, path: one, action: "core:incident.read", summary: "An incident",
	}, e.readIncident)
	register(e, operation{
		id: "incident-update", method: http.MethodPut, path: one, action: "core:incident.update", summary: "Add to an incident what is known by now", example: example,
	}, e.updateIncident)
	register(e, operation{
		id: "incident-delete", method: http.MethodDelete, path: one, action: "core:incident.delete", status: http.StatusNoContent,
		summary: "Delete an incident whose five years are over",
	}, e.deleteIncident)
	register(e, operation{
		id: "incident-notice", method: http.MethodGet, path: one + ":notice", action: "core:incident.read",
		summary: "What to write to the authority and to those concerned, in French and in English",
	}, e.noticeOfIncident)
	register(e, operation{
		id: "incident-export", method: http.MethodGet, path: all + ":export", action: "core:incident.read", summary: "The register of incidents as CSV",
	}, e.exportIncidents)
}

func (e *edge) incidentOut(ctx context.Context, c *call, i privacy.Incident) incidentOut {
	law := privacy.LawOf(c.Tenant.Country)
	out := incidentOut{
		ID: i.ID, Noted: i.Noted, By: i.By, Law: string(law), Kept: i.Kept(), Rev: i.Rev,
		IncidentFields: IncidentFields{
			i.Title, i.Happened, i.Ended, i.Known, i.What, i.Categories, i.People, i.Records, string(i.Risk), i.Why, i.Measures,
			i.Authority, i.Late, i.Informed, i.Closed != nil,
		},
	}
	for _, d := range i.Duties(law, e.clock()) {
		out.Duties = append(out.Duties, dutyOut(d))
	}
	if p, err := e.Roll.Person(ctx, c.Tenant.ID, i.By); err == nil {
		out.By = p.Name
	}
	return out
}

func (e *edge) listIncidents(ctx context.Context, c *call, _ *InTenant) (*body[incidentsOut], error) {
	all, err := e.Privacy.Incidents(ctx, c.Tenant.ID)
	out := incidentsOut{Incidents: []incidentOut{}}
	for _, i := range all {
		out.Incidents = append(out.Incidents, e.incidentOut(ctx, c, i))
	}
	return ok(out), err
}

// incident finds one of an organisation's.
func (e *edge) incident(ctx context.Context, t tenant.ID, id string) (privacy.Incident, error) {
	all, err := e.Privacy.Incidents(ctx, t)
	if err != nil {
		return privacy.Incident{}, err
	}
	i := slices.IndexFunc(all, func(i privacy.Incident) bool { return i.ID == id })
	if i < 0 {
		return privacy.Incident{}, fault.Missing("incident")
	}
	return all[i], nil
}

func (e *edge) readIncident(ctx context.Context, c *call, in *WithID) (*tagged[incidentOut], error) {
	i, err := e.incident(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return at(i.Rev, e.incidentOut(ctx, c, i)), nil
}

func (e *edge) createIncident(ctx context.Context, c *call, in *struct {
	InTenant
	Body IncidentFields
},
) (*tagged[incidentOut], error) {
	i := privacy.Incident{ID: uuid.Must(uuid.NewV7()).String(), Noted: e.clock(), By: c.Principal.ID}
	return e.putIncident(ctx, c, "core:incident.create", i, in.Body)
}

func (e *edge) updateIncident(ctx context.Context, c *call, in *updateIncident) (*tagged[incidentOut], error) {
	i, err := e.incident(ctx, c.Tenant.ID, in.ID)
	if err == nil {
		err = in.hold(i.Rev)
	}
	if err != nil {
		return nil, err
	}
	return e.putIncident(ctx, c, "core:incident.update", i, in.Body)
}

func (e *edge) putIncident(ctx context.Context, c *call, action string, i privacy.Incident, f IncidentFields) (*tagged[incidentOut], error) {
	if err := f.check(e.clock()); err != nil {
		return nil, err
	}
	i.Title, i.Happened, i.Ended, i.Known, i.What = strings.TrimSpace(f.Title), f.Happened, f.Ended, f.Known.UTC(), f.What
	i.Categories, i.People, i.Records, i.Risk, i.Why, i.Measures = f.Categories, f.People, f.Records, privacy.Risk(f.Risk), f.Why, f.Measures
	i.Authority, i.Late, i.Informed = f.Authority, f.Late, f.Informed
	switch {
	case !f.Closed:
		i.Closed = nil
	case i.Closed == nil:
		now := e.clock()
		i.Closed = &now
	}
	err := e.change(ctx, c, action, "incident/"+i.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) (err error) {
		i, err = tx.Tenants(0).Privacy().PutIncident(ctx, i)
		return err
	})
	if err != nil {
		return nil, err
	}
	return at(i.Rev, e.incidentOut(ctx, c, i)), nil
}

// check refuses what the schema of the input cannot say.
func (f IncidentFields) check(now time.Time) error {
	switch {
	case strings.TrimSpace(f.Title) == "":
		return fault.InvalidRule("/title", fault.Required, "", "a title")
	case f.Known.After(now):
		return fault.InvalidRule("/known", "past", "", "a time that has been")
	case f.Happened > now.AddDate(0, 0, 1).Format(time.DateOnly):
		return fault.InvalidRule("/happened", "past", "", "a day that has been")
	case f.Ended != "" && f.Ended < f.Happened:
		return fault.InvalidRule("/ended", "after", f.Happened, "a day after it began")
	case f.Risk != string(privacy.RiskUnknown) && strings.TrimSpace(f.Why) == "" && f.Closed:
		return fault.InvalidRule("/why", fault.Required, "", "what the judgement of the risk rests on")
	case f.Risk == string(privacy.RiskUnknown) && f.Closed:
		return fault.InvalidRule("/risk", fault.Required, "", "the risk has to be weighed first")
	}
	for pointer, told := range map[string]*time.Time{"/authority_told": f.Authority, "/people_told": f.Informed} {
		if told != nil && told.After(now) {
			return fault.InvalidRule(pointer, "past", "", "a time that has been")
		}
	}
	return nil
}

func (e *edge) deleteIncident(ctx context.Context, c *call, in *WithID) (*none, error) {
	return &none{}, e.change(ctx, c, "core:incident.delete", "incident/"+in.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(0).Privacy().RemoveIncident(ctx, in.ID)
	})
}

func (e *edge) exportIncidents(ctx context.Context, c *call, _ *InTenant) (*download, error) {
	all, err := e.Privacy.Incidents(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	out, err := sheet.New(&file, []string{
		"id", "title", "happened", "ended", "known", "noted", "what", "categories", "people", "records", "risk", "why", "measures",
		"authority_told", "late", "people_told", "closed", "kept_until",
	}, sheet.Options{Mark: true})
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		err := out.Line([]string{
			i.ID, i.Title, i.Happened, i.Ended, timeCell(&i.Known), timeCell(&i.Noted), i.What, strings.Join(i.Categories, ", "), strconv.Itoa(i.People),
			strconv.Itoa(i.Records), string(i.Risk), i.Why, i.Measures, timeCell(i.Authority), i.Late, timeCell(i.Informed), timeCell(i.Closed), i.Kept().Format(time.DateOnly),
		})
		if err != nil {
			return nil, err
		}
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	return &download{"text/csv; charset=utf-8", `attachment; filename="incidents.csv"`, file.Bytes()}, e.noteExport(ctx, c, "core:incident.export", len(all))
}

// timeCell is a time in a table; empty for none.
func timeCell(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// noteExport puts down that so many lines of something leave.
func (e *edge) noteExport(ctx context.Context, c *call, action string, n int) error {
	entry := c.entry(action, "")
	entry.At, entry.Count = e.clock(), max(1, n)
	return e.Log.Append(ctx, *entry)
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// visit has its fields in the order of their names, which survives when a manifest is read and written.
type visit struct {
	Mail   string `json:"mail,omitempty" format:"email" rb:"personal,subject=mail" fr:"Adresse" en:"Address"`
	Note   string `json:"note,omitempty" maxLength:"2000" rb:"searchable" fr:"Note" en:"Note" frhelp:"En deux mots." enhelp:"In two words."`
	On     string `json:"on" format:"date" fr:"Date" en:"Date"`
	Site   string `json:"site" rb:"unit" fr:"Lieu" en:"Site"`
	Status string `json:"status" enum:"planned,done" rb:"index" fr:"État" en:"State" frenum:"planned=Prévue,done=Faite" enenum:"planned=Planned,done=Done"`
}

type sheet struct {
	Code    string `json:"code" maxLength:"40" fr:"Code" en:"Code"`
	Edition string `json:"edition" maxLength:"20" fr:"Édition" en:"Edition"`
	Licence string `json:"licence" maxLength:"80" fr:"Licence" en:"Licence"`
	Ready   bool   `json:"ready,omitempty" fr:"Prête" en:"Ready"`
	Title   string `json:"title" maxLength:"80" rb:"searchable" fr:"Titre" en:"Title"`
}

type vote struct {
	Value int `json:"value" minimum:"0" maximum:"99"`
}

type settings struct {
	Reminder int `json:"reminder" minimum:"0" default:"7" fr:"Rappel" en:"Reminder"`
}

const script = `customElements.define("rb-specimen-home", class extends HTMLElement {});
customElements.define("rb-specimen-door", class extends HTMLElement {}); // and rb-specimen-gate
`

const policy = `package rb.module.specimen

include if {
	input.action == "specimen:visits.read"
	input.record.owner_id == input.principal.id
}
`

type desk struct {
	visits *sdk.Collection[visit]
	votes  *sdk.Collection[vote]
}

func text(fr, en string) sdk.Text { return sdk.Text{"fr": fr, "en": en} }

// specimen is a module that conforms, and has a bit of everything.
func specimen() *sdk.Module {
	d := &desk{}
	m := sdk.New(sdk.Manifest{
		Name: "specimen", Version: "1.0.0", Icon: "map-pin", Placement: sdk.Shared, Title: text("Spécimen", "Specimen"), Summary: text("Un module d’essai.", "A module to try."),
		Roles:   []sdk.Role{{Name: "specimen:observer", Title: text("Observateur", "Observer")}},
		Actions: []sdk.Action{sdk.Act("specimen:act", "Agir", "Act", sdk.Director)},
		Policy:  policy, Config: sdk.SchemaOf[settings](),
		Grants: []sdk.Grant{
			{Name: sdk.GrantMail, Why: text("Prévenir l’équipe.", "Tell the team.")},
			{Name: sdk.GrantRead + "portrait/waves", Why: text("Nommer le portrait.", "Name the portrait.")},
			{Name: sdk.GrantSign, Why: text("Attester le besoin.", "Certify the need.")},
			{Name: sdk.GrantPeople, Why: text("Nommer l’équipe.", "Name the team.")},
			{Name: sdk.GrantHook + "portrait/waves", Why: text("Vérifier les noms.", "Check names.")},
			{Name: sdk.GrantEgress + "api.exemple.invalid", Why: text("Chercher des outils.", "Look for tools.")},
		},
		Widgets: []sdk.Widget{
			{Element: "rb-specimen-home", Script: "home.js", Place: sdk.PlaceHome, Title: text("Accueil", "Home"), Action: "specimen:act"},
			{Element: "rb-specimen-door", Script: "home.js", Place: sdk.PlacePublic, Page: "door", Title: text("Porte", "Door"), Plain: "/door:page"},
		},
		Assets:   fstest.MapFS{"home.js": {Data: []byte(script)}},
		Jobs:     []sdk.JobDeclaration{{Name: "remind", Every: 24 * time.Hour, Handle: d.remind}, {Name: "once", Handle: once}},
		Hears:    []sdk.Listener{{Type: "portrait.need.found", Handle: d.hear}},
		Guards:   []sdk.Guard{sdk.GuardOf("portrait/waves", look)},
		UnderWay: []sdk.UnderWay{{Collection: "visits", Filter: `status = "planned"`, Title: text("Visite prévue", "Planned visit")}},
		Shares: []sdk.Shareable{{
			Name: "sheets", Collection: "sheets", Filter: `ready = true`, Fields: []string{"title", "licence"},
			Title: text("Fiches", "Sheets"), Help: text("Leurs titres.", "Their titles."),
		}},
		Publishes: []sdk.Publishable{{
			Collection: "sheets", Filter: `ready = true`, Title: "title", Line: []string{"code"}, Version: "edition", Licence: "licence", Stays: []string{"ready"},
		}},
		Notices: []sdk.NoticeKind{{
			Name: "visit-near", Title: text("Une visite approche", "A visit comes near"), Subject: text("Visite", "Visit"), Text: text("Visite le {day}.", "Visit on {day}."),
		}},
		FirstSteps: []sdk.FirstStep{{
			Title: text("Prévoir une visite", "Plan a visit"), Help: text("Une minute.", "A minute."), Action: "specimen:act", Collection: "visits",
		}},
	})
	d.visits = sdk.Collect(m, "visits", sdk.CollectionOptions[visit]{
		Title: text("Visites", "Visits"), Version: 2, Before: before,
		Conversions: []store.Conversion{{
			To: 2, Rename: map[string]string{"remark": "note"}, Default: map[string]any{"status": "planned"},
			Map: map[string]store.Mapped{"status": {"open": "planned"}},
		}},
	})
	sdk.Collect(m, "sheets", sdk.CollectionOptions[sheet]{Title: text("Fiches", "Sheets")})
	d.votes = sdk.Collect(m, "votes", sdk.CollectionOptions[vote]{Kind: store.Internal, Title: text("Votes", "Votes")})
	d.register(m.API())
	return m
}

func add[I, O any](api huma.API, id, method, path string, r sdk.Rules, handle func(context.Context, *I) (*O, error)) {
	r.Action = "specimen:act"
	huma.Register(api, sdk.Operation(huma.Operation{OperationID: id, Method: method, Path: path, Summary: id}, r), handle)
}

func (d *desk) register(api huma.API) {
	add(api, "visit-plan", "POST", "/visits:plan", sdk.Rules{}, d.plan)
	add(api, "visit-finish", "POST", "/visits/{id}:finish", sdk.Rules{On: "id@visits", Reads: []string{"visits/{id}"}, Retry: true}, d.finish)
	add(api, "visit-sum", "GET", "/visits:sum", sdk.Rules{}, d.sum)
	add(api, "figures", "GET", "/figures", sdk.Rules{Internal: true, Published: true}, d.figures)
	add(api, "hello", "GET", "/hello", sdk.Rules{Public: true}, hello)
	add(api, "door-page", "GET", "/door:page", sdk.Rules{Public: true}, page)
	add(api, "feed", "GET", "/feed", sdk.Rules{Stream: true}, feed)
}

type said struct {
	Body struct {
		Text string `json:"text"`
	}
}

func say(text string) *said {
	made := &said{}
	made.Body.Text = text
	return made
}

func hello(ctx context.Context, _ *struct{}) (*said, error) { return say("Bonjour"), nil }

func page(context.Context, *struct{}) (*sdk.Page, error) {
	return sdk.HTML(http.StatusOK, []byte("<p>Bonjour</p>")), nil
}

func (d *desk) plan(ctx context.Context, in *struct{ Body visit }) (*sdk.Reply[sdk.Record[visit]], error) {
	if in.Body.Note == "again" {
		return nil, fault.New(fault.Conflict, "planned-already", "This visit is planned already.")
	}
	made, err := d.visits.Create(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "specimen.visit.planned", Subject: made.ID})
	return sdk.Created(made), nil
}

func (d *desk) finish(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Note string `json:"note" minLength:"1" maxLength:"2000"`
	}
}) (*sdk.Reply[sdk.Record[visit]], error) {
	one, err := d.visits.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := d.count(ctx); err != nil {
		return nil, err
	}
	one.Doc.Status, one.Doc.Note = "done", in.Body.Note
	sdk.Log(ctx).InfoContext(ctx, "a visit is finished", "id", one.ID)
	return sdk.Stored(one), d.visits.Update(ctx, one)
}

func (d *desk) count(ctx context.Context) (n int, err error) {
	for _, err := range d.visits.All(ctx, store.Query{}) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func (d *desk) sum(ctx context.Context, _ *struct{}) (*said, error) {
	n, err := d.count(ctx)
	if err != nil {
		return nil, err
	}
	return say(fmt.Sprint(n)), nil
}

func (d *desk) figures(ctx context.Context, _ *struct{}) (*struct{ Body sdk.Published }, error) {
	value := 3.5
	p, err := sdk.Release(ctx, map[string]any{"label": "T0"}, sdk.Table{
		Release: "r", Name: "scores", Atoms: map[string]int{"a": 9},
		Cells: []sdk.Cell{{Key: "network", Atoms: []string{"a"}, N: 9, Values: map[string]sdk.Figure{"mean": {N: 9, Value: &value}}}},
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body sdk.Published }{p}, nil
}

func feed(context.Context, *struct{}) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "text/plain")
		_, _ = io.WriteString(c.BodyWriter(), "one\ntwo\n")
	}}, nil
}

func before(_ context.Context, c sdk.Change[visit]) error {
	if c.New != nil && c.New.Note == "" {
		c.New.Note = "-"
	}
	return nil
}

// remind counts, and keeps that it did.
func (d *desk) remind(ctx context.Context, _ json.RawMessage) error {
	n, err := d.count(ctx)
	if err != nil {
		return err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "specimen.reminded", Data: fmt.Appendf(nil, `{"n":%d}`, n)})
	_, err = d.votes.Create(ctx, vote{Value: 99})
	return err
}

func once(_ context.Context, data json.RawMessage) error {
	var asked struct{ ID string }
	if json.Unmarshal(data, &asked) != nil {
		return fault.New(fault.Invalid, "job-not-readable", "This job cannot be read.")
	}
	return nil
}

// hear takes all that the module was granted.
func (d *desk) hear(ctx context.Context, e sdk.Event) error {
	_, err := sdk.Store(ctx).Get(ctx, "portrait/waves", e.Subject)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if _, err := sdk.Sign(ctx, "A need was found.\n"); err != nil {
		return err
	}
	if err := seek(ctx); err != nil {
		return err
	}
	sdk.Tx(ctx).Mail(sdk.Message{To: "equipe@exemple.invalid", Subject: "Un besoin", Text: "Un besoin est apparu."})
	_, err = d.votes.Create(ctx, vote{Value: 1})
	return err
}

// wave is what the module wants to see of another's records.
type wave struct {
	Title string `json:"title"`
}

// look lets no portrait be made without a name.
func look(_ context.Context, c sdk.Change[wave]) error {
	if c.New != nil && c.New.Title == "-" {
		return fault.New(fault.Conflict, "no-name", "This portrait has no name.")
	}
	return nil
}

// seek asks a host outside, and who is asking.
func seek(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.exemple.invalid/tools", nil)
	if err != nil {
		return err
	}
	if _, err := sdk.People(ctx, sdk.Call(ctx).PrincipalID); err != nil {
		return err
	}
	answer, err := sdk.Fetch(ctx, r)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

package mobilisation

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/demand"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/reference"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerPublic(api huma.API) {
	rules := sdk.Rules{Action: "mobilisation:public.read", Public: true, Internal: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "public-movement", Method: http.MethodGet, Path: "/public/movement",
		Summary: "Read the movement's public page", Description: "Everything that is public of it: page, petitions with their confirmed counts, demands with what they rest on, platform, commitments, testimonies lent to the site.",
	}, rules), d.showMovement)
	rules.Reads = []string{"petitions/{id}"}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "public-petition", Method: http.MethodGet, Path: "/public/petitions/{id}",
		Summary: "Read a petition and how many have confirmed their signature",
	}, rules), d.showPetition)
}

// fresh is an answer that nobody keeps: what was withdrawn is gone from the next reading on.
type fresh[T any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         T
}

// words are the text of a choice and its version, by language.
type words map[string]phrase

type phrase struct {
	Text    string `json:"text"`
	Version string `json:"version"`
}

func wordsOf(t map[string]string) words {
	all := words{}
	for language, text := range t {
		all[language] = phrase{text, consent.Version(text)}
	}
	return all
}

// shownPetition is a petition as everybody reads it.
type shownPetition struct {
	ID           string           `json:"id"`
	Title        wording.Text     `json:"title"`
	Text         wording.Prose    `json:"text,omitempty"`
	Target       wording.Text     `json:"target"`
	Axes         []string         `json:"axes"`
	Status       petition.Status  `json:"status"`
	Taking       bool             `json:"taking"`
	Goal         int              `json:"goal,omitempty"`
	ClosesOn     string           `json:"closes_on,omitempty"`
	Confirmed    int              `json:"confirmed" doc:"Confirmed signatures, and no others."`
	Thresholds   []shownThreshold `json:"thresholds,omitempty"`
	Log          []petition.Step  `json:"log,omitempty"`
	Postcode     bool             `json:"postcode,omitempty"`
	Sign         words            `json:"sign,omitempty"`
	News         words            `json:"news,omitempty"`
	Organisation string           `json:"organisation,omitempty"`
}

type shownThreshold struct {
	petition.Threshold
	Reached bool `json:"reached"`
}

func (d *desk) showPetition(ctx context.Context, in *sdk.Target) (*fresh[shownPetition], error) {
	one, err := d.petitions.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if one.Doc.Status == petition.Draft {
		return nil, fault.Missing("petition")
	}
	confirmed, err := confirmedOf(ctx, "petition = "+quoted(one.ID)+" AND ")
	if err != nil {
		return nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	view := shown(*one, confirmed[one.ID], sdk.Call(ctx).Today)
	view.Text, view.Log, view.Postcode, view.Organisation = one.Doc.Text, one.Doc.Log, one.Doc.Postcode, config.Organisation
	view.Sign, view.News = wordsOf(one.Doc.Sign), wordsOf(one.Doc.News)
	return &fresh[shownPetition]{"no-cache", view}, nil
}

// shown is a petition with its count; the one that was kept where its people were erased.
func shown(one sdk.Item[petition.Petition], confirmed int, today string) shownPetition {
	p := one.Doc
	if p.Kept != nil {
		confirmed = p.Kept.Confirmed
	}
	view := shownPetition{
		ID: one.ID, Title: p.Title, Target: p.Target, Axes: p.Axes, Status: p.Status, Taking: p.Taking(today),
		Goal: p.Goal, ClosesOn: p.ClosesOn, Confirmed: confirmed,
	}
	for _, t := range p.Thresholds {
		view.Thresholds = append(view.Thresholds, shownThreshold{t, confirmed >= t.Count})
	}
	return view
}

// confirmedOf counts confirmed signatures by petition; filter is empty or ends with AND.
func confirmedOf(ctx context.Context, filter string) (map[string]int, error) {
	groups, err := sdk.Internal(ctx).Aggregate(ctx, "signatures", store.Aggregation{
		Filter: filter + `status = "confirmed"`, GroupBy: []string{"petition"}, Measure: []store.Measure{{Op: store.Count}},
	})
	if err != nil {
		return nil, fmt.Errorf("counting signatures: %w", err)
	}
	counted := map[string]int{}
	for _, g := range groups {
		if id, ok := g.Key[0].(string); ok {
			counted[id] = int(g.N)
		}
	}
	return counted, nil
}

// shownMovement is the public page.
type shownMovement struct {
	Movement    *Movement         `json:"movement,omitempty"`
	Petitions   []shownPetition   `json:"petitions"`
	Demands     []shownDemand     `json:"demands"`
	Measures    []shownMeasure    `json:"measures"`
	Commitments []shownCommitment `json:"commitments"`
	Works       []shownWork       `json:"works" doc:"What demands and measures rest on."`
	Testimonies []shownTestimony  `json:"testimonies"`
	Newsletter  words             `json:"newsletter"`
	Story       words             `json:"story"`
	Ready       bool              `json:"ready" doc:"The organisation says who writes: people can sign, tell and get news."`
}

type shownDemand struct {
	ID       string         `json:"id"`
	Title    wording.Text   `json:"title"`
	Text     wording.Prose  `json:"text,omitempty"`
	Target   wording.Text   `json:"target"`
	Axes     []string       `json:"axes"`
	Status   demand.Status  `json:"status"`
	History  []demand.Stage `json:"history"`
	Evidence []string       `json:"evidence"`
}

type shownMeasure struct {
	ID        string            `json:"id"`
	Title     wording.Text      `json:"title"`
	Text      wording.Prose     `json:"text,omitempty"`
	Family    string            `json:"family"`
	Number    int               `json:"number"`
	Status    measure.Status    `json:"status"`
	Owner     string            `json:"owner,omitempty"`
	Indicator measure.Indicator `json:"indicator"`
	Evidence  []string          `json:"evidence,omitempty"`
}

type shownCommitment struct {
	Who     string        `json:"who"`
	Sector  string        `json:"sector"`
	Measure string        `json:"measure"`
	Promise wording.Text  `json:"promise"`
	DueOn   string        `json:"due_on"`
	State   measure.State `json:"state"`
	Overdue bool          `json:"overdue,omitempty"`
	Proof   string        `json:"proof,omitempty" doc:"Of a kept one."`
}

type shownWork struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Authors  string          `json:"authors,omitempty"`
	Year     int             `json:"year,omitempty"`
	Source   string          `json:"source,omitempty"`
	DOI      string          `json:"doi,omitempty"`
	URL      string          `json:"url,omitempty"`
	Archived string          `json:"archived,omitempty"`
	Grade    reference.Grade `json:"grade,omitempty"`
	Finding  wording.Prose   `json:"finding,omitempty"`
}

type shownTestimony struct {
	Text     string   `json:"text"`
	Signed   string   `json:"signed,omitempty"`
	Role     string   `json:"role,omitempty"`
	Axes     []string `json:"axes,omitempty"`
	Language string   `json:"language"`
}

// The most that one page shows of each kind.
const (
	mostShown   = 200
	mostStories = 30
)

func (d *desk) showMovement(ctx context.Context, _ *struct{}) (*fresh[shownMovement], error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	country := sdk.Call(ctx).Country
	page := shownMovement{
		Newsletter: wordsOf(config.newsWords(country)), Story: wordsOf(config.storyWords(country)), Ready: config.ready() == nil,
		Petitions: []shownPetition{}, Demands: []shownDemand{}, Measures: []shownMeasure{}, Commitments: []shownCommitment{},
		Works: []shownWork{}, Testimonies: []shownTestimony{},
	}
	for _, fill := range []func(context.Context, *shownMovement) error{
		d.putMovement, d.putPetitions, d.putDemands, d.putMeasures, d.putCommitments, d.putWorks, d.putTestimonies,
	} {
		if err := fill(ctx, &page); err != nil {
			return nil, err
		}
	}
	return &fresh[shownMovement]{"no-cache", page}, nil
}

func (d *desk) putMovement(ctx context.Context, page *shownMovement) error {
	one, err := d.movement(ctx)
	if err == nil && one != nil && one.Doc.Public {
		page.Movement = &one.Doc
	}
	return err
}

func (d *desk) putPetitions(ctx context.Context, page *shownMovement) error {
	petitions, _, err := d.petitions.List(ctx, store.Query{Filter: `status = "open" OR status = "paused" OR status = "closed"`, Order: "id desc", Size: mostShown})
	if err != nil {
		return fmt.Errorf("reading petitions: %w", err)
	}
	confirmed, err := confirmedOf(ctx, "")
	if err != nil {
		return err
	}
	for _, p := range petitions {
		page.Petitions = append(page.Petitions, shown(p, confirmed[p.ID], sdk.Call(ctx).Today))
	}
	return nil
}

// public is what every list of the page asks for.
const public = "public = true"

func (d *desk) putDemands(ctx context.Context, page *shownMovement) error {
	found, _, err := d.demands.List(ctx, store.Query{Filter: public, Size: mostShown})
	for _, one := range found {
		c := one.Doc
		page.Demands = append(page.Demands, shownDemand{one.ID, c.Title, c.Text, c.Target, c.Axes, c.Status, c.History, c.Evidence})
	}
	return err
}

func (d *desk) putMeasures(ctx context.Context, page *shownMovement) error {
	found, _, err := d.measures.List(ctx, store.Query{Filter: public, Order: "number", Size: mostShown})
	for _, one := range found {
		m := one.Doc
		page.Measures = append(page.Measures, shownMeasure{one.ID, m.Title, m.Text, m.Family, m.Number, m.Status, m.Owner, m.Indicator, m.Evidence})
	}
	return err
}

func (d *desk) putCommitments(ctx context.Context, page *shownMovement) error {
	today := sdk.Call(ctx).Today
	found, _, err := d.commitments.List(ctx, store.Query{Filter: public, Order: "due_on", Size: mostShown})
	for _, one := range found {
		c := one.Doc
		line := shownCommitment{Who: c.Who, Sector: c.Sector, Measure: c.Measure, Promise: c.Promise, DueOn: c.DueOn, State: c.State, Overdue: c.Overdue(today)}
		switch c.State {
		case measure.Kept:
			line.Proof = c.Proof
		case measure.Claimed: // a proof that nobody looked at is nobody's to see, nor to count
			line.State = measure.Promised
		}
		page.Commitments = append(page.Commitments, line)
	}
	return err
}

// putWorks adds what the demands and measures of the page rest on, and nothing else of the library.
func (d *desk) putWorks(ctx context.Context, page *shownMovement) error {
	wanted := map[string]bool{}
	for _, one := range page.Demands {
		for _, id := range one.Evidence {
			wanted[id] = true
		}
	}
	for _, one := range page.Measures {
		for _, id := range one.Evidence {
			wanted[id] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	for one, err := range d.references.All(ctx, store.Query{Order: "year desc"}) {
		if err != nil {
			return fmt.Errorf("reading the library: %w", err)
		}
		if r := one.Doc; wanted[one.ID] {
			page.Works = append(page.Works, shownWork{one.ID, r.Title, r.Authors, r.Year, r.Source, r.DOI, r.URL, r.Archived, r.Grade, r.Finding})
		}
	}
	return nil
}

func (d *desk) putTestimonies(ctx context.Context, page *shownMovement) error {
	today := sdk.Call(ctx).Now.In(sdk.Call(ctx).Zone).Format(time.DateOnly)
	for one, err := range d.testimonies.All(ctx, store.Query{Filter: `status = "moderated"`, Order: "id desc", Size: 100}) {
		if err != nil {
			return fmt.Errorf("reading testimonies: %w", err)
		}
		if t := one.Doc; t.Shown(testimony.Site, today) {
			page.Testimonies = append(page.Testimonies, shownTestimony{t.Text, t.Signed, t.Role, t.Axes, t.Language})
		}
		if len(page.Testimonies) == mostStories {
			return nil
		}
	}
	return nil
}

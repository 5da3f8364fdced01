package piloufilou

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// cards are what a published programme tells families, kept apart from it: scripts are not for strangers.
type cards struct {
	Programme string         `json:"programme" maxLength:"60" rb:"unique" fr:"Programme" en:"Programme"`
	Code      string         `json:"code" maxLength:"40" rb:"index" fr:"Code" en:"Code"`
	Version   string         `json:"version" maxLength:"40" fr:"Version" en:"Version"`
	Title     programme.Text `json:"title" fr:"Titre" en:"Title"`
	Licence   string         `json:"licence" maxLength:"200" fr:"Licence" en:"Licence"`
	Cards     []familyCard   `json:"cards" maxItems:"60" fr:"Fiches" en:"Cards"`
}

// familyCard is the card of one workshop.
type familyCard struct {
	Number int            `json:"number" fr:"Numéro" en:"Number"`
	Title  programme.Text `json:"title" fr:"Titre" en:"Title"`
	programme.Card
}

var errCardsPrivate = fault.New(fault.Unauthenticated, "cards-private", "This organisation shows its cards to people who signed in.")

func (d *desk) registerCards(api huma.API) {
	rules := sdk.Rules{Action: "piloufilou:card.read", Public: true, Internal: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "card-list", Method: http.MethodGet, Path: "/cards",
		Summary: "List the cards for families", Description: "By programme: its newest published version, and the titles of its workshops.",
	}, rules), d.listCards)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "card-read", Method: http.MethodGet, Path: "/cards/{programme}/{number}",
		Summary: "Read a workshop's card for families", Description: "The programme by its code (its newest version then) or by the id of one version.",
	}, rules), d.readCard)
}

// layCards stages the cards of a programme that is being published.
func (d *desk) layCards(ctx context.Context, one *sdk.Item[programme.Programme]) error {
	p := one.Doc
	made := cards{Programme: one.ID, Code: p.Code, Version: p.Version, Title: p.Title, Licence: p.Licence}
	for _, w := range p.Workshops {
		made.Cards = append(made.Cards, familyCard{Number: w.Number, Title: w.Title, Card: w.Card})
	}
	_, err := d.cards.Create(ctx, made)
	return err
}

type cardIndex struct {
	Name       programme.Text  `json:"name" doc:"What the organisation calls its programme."`
	Programmes []cardProgramme `json:"programmes"`
}

type cardProgramme struct {
	Code      string         `json:"code"`
	Title     programme.Text `json:"title"`
	Workshops []cardTitle    `json:"workshops"`
}

type cardTitle struct {
	Number int            `json:"number"`
	Title  programme.Text `json:"title"`
}

func (d *desk) listCards(ctx context.Context, _ *struct{}) (*sdk.Reply[cardIndex], error) {
	config, err := d.cardReader(ctx)
	if err != nil {
		return nil, err
	}
	index := cardIndex{Name: config.Name.text(), Programmes: []cardProgramme{}}
	newest, err := d.newestCards(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, c := range newest {
		line := cardProgramme{Code: c.Code, Title: c.Title}
		for _, one := range c.Cards {
			line.Workshops = append(line.Workshops, cardTitle{one.Number, one.Title})
		}
		index.Programmes = append(index.Programmes, line)
	}
	return sdk.OK(index), nil
}

type cardPage struct {
	Name      programme.Text `json:"name"`
	Programme string         `json:"programme"`
	Title     programme.Text `json:"programme_title"`
	Licence   string         `json:"licence"`
	Of        int            `json:"of" doc:"Workshops of the programme."`
	Card      familyCard     `json:"card"`
}

func (d *desk) readCard(ctx context.Context, in *struct {
	Programme string `path:"programme" maxLength:"60" pattern:"^[0-9a-z-]+$"`
	Number    string `path:"number" maxLength:"60" doc:"Of the workshop, from 1."`
},
) (*sdk.Reply[cardPage], error) {
	config, err := d.cardReader(ctx)
	if err != nil {
		return nil, err
	}
	c, err := d.cardsOf(ctx, in.Programme)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(in.Number)
	if err != nil || number < 1 || number > len(c.Cards) {
		return nil, fault.Missing("card")
	}
	return sdk.OK(cardPage{
		Name: config.Name.text(), Programme: c.Code, Title: c.Title, Licence: c.Licence, Of: len(c.Cards), Card: c.Cards[number-1],
	}), nil
}

// cardsOf finds the cards of a programme by its code, in its newest version, or by the id of one version.
func (d *desk) cardsOf(ctx context.Context, programme string) (cards, error) {
	found, err := d.newestCards(ctx, fmt.Sprintf("code = %q OR programme = %q", programme, programme))
	if err != nil {
		return cards{}, err
	}
	if len(found) == 0 {
		return cards{}, fault.Missing("card")
	}
	return found[0], nil
}

// cardReader refuses strangers where cards are for people who signed in.
func (d *desk) cardReader(ctx context.Context) (Config, error) {
	config, err := configured(ctx)
	if err == nil && config.PrivateCards && sdk.Call(ctx).PrincipalKind == "visitor" {
		return config, errCardsPrivate
	}
	return config, err
}

// newestCards are those of the newest version of each programme that matches, by code.
func (d *desk) newestCards(ctx context.Context, filter string) ([]cards, error) {
	newest := map[string]cards{}
	for one, err := range d.cards.All(ctx, store.Query{Filter: filter}) {
		if err != nil {
			return nil, fmt.Errorf("reading the cards: %w", err)
		}
		if known, ok := newest[one.Doc.Code]; !ok || newer(one.Doc.Version, known.Version) {
			newest[one.Doc.Code] = one.Doc
		}
	}
	all := make([]cards, 0, len(newest))
	for _, c := range newest {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b cards) int { return cmp.Compare(a.Code, b.Code) })
	return all, nil
}

// newer compares two versions of three numbers.
func newer(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		m, _ := strconv.Atoi(x[i])
		n, _ := strconv.Atoi(y[i])
		if m != n {
			return m > n
		}
	}
	return false
}

package mobilisation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Movement is what an organisation stands for in public: one page, in French and English.
type Movement struct {
	Name     wording.Text  `json:"name" fr:"Nom du mouvement" en:"Name of the movement"`
	Mission  wording.Prose `json:"mission,omitempty" fr:"Mission" en:"Mission"`
	Vision   wording.Prose `json:"vision,omitempty" fr:"Vision" en:"Vision"`
	Axes     []Axis        `json:"axes,omitempty" maxItems:"10" fr:"Axes d’action" en:"Axes of action" fradd:"Ajouter un axe" enadd:"Add an axis"`
	Families []Family      `json:"families,omitempty" maxItems:"20" fr:"Familles de mesures" en:"Families of measures" fradd:"Ajouter une famille" enadd:"Add a family"`
	Impacts  []Impact      `json:"impacts,omitempty" maxItems:"20" fr:"Changements visés" en:"Changes aimed at" fradd:"Ajouter un changement" enadd:"Add a change"`
	History  []Milestone   `json:"history,omitempty" maxItems:"200" fr:"Histoire" en:"History" fradd:"Ajouter un moment" enadd:"Add a moment"`
	Public   bool          `json:"public,omitempty" fr:"Page publique" en:"Public page"`
}

// Axis is a direction of action; petitions, demands and testimonies say which they serve.
type Axis struct {
	Key   string        `json:"key" pattern:"^[a-z][a-z0-9-]{0,39}$" fr:"Code" en:"Key" frhelp:"Un mot court, sans espace ni accent." enhelp:"A short word without spaces or accents."`
	Title wording.Text  `json:"title" fr:"Titre" en:"Title"`
	Text  wording.Prose `json:"text,omitempty" fr:"Explication" en:"Explanation"`
}

// Family gathers measures of a platform.
type Family struct {
	Key   string        `json:"key" pattern:"^[a-z][a-z0-9-]{0,39}$" fr:"Code" en:"Key"`
	Title wording.Text  `json:"title" fr:"Titre" en:"Title"`
	Text  wording.Prose `json:"text,omitempty" fr:"Explication" en:"Explanation"`
}

// Impact is a change that the movement wants to see, and how it will be seen.
type Impact struct {
	Title      wording.Text        `json:"title" fr:"Changement" en:"Change"`
	Text       wording.Prose       `json:"text,omitempty" fr:"Explication" en:"Explanation"`
	Indicators []measure.Indicator `json:"indicators,omitempty" maxItems:"10" fr:"Indicateurs" en:"Indicators" fradd:"Ajouter un indicateur" enadd:"Add an indicator"`
}

// Milestone is a dated moment of the movement.
type Milestone struct {
	On    string       `json:"on" pattern:"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" fr:"Quand" en:"When" frhelp:"Une année, un mois ou un jour : 2021, 2021-03, 2021-03-08." enhelp:"A year, a month or a day: 2021, 2021-03, 2021-03-08."`
	Title wording.Text `json:"title" fr:"Ce qui s’est passé" en:"What happened"`
}

// axes lists the keys of the axes.
func (m Movement) axes() []string {
	keys := make([]string, len(m.Axes))
	for i, a := range m.Axes {
		keys[i] = a.Key
	}
	return keys
}

var (
	errMovement = fault.New(fault.Conflict, "movement-exists", "There is a movement page already: change that one.")
	errNeeded   = fault.New(fault.Conflict, "movement-needed", "Write the movement page with its axes and families first.")
)

// beforeMovement keeps one page for each organisation, with keys of their own and its history in order.
func (d *desk) beforeMovement(ctx context.Context, c sdk.Change[Movement]) error {
	if c.New == nil {
		return nil
	}
	var keys, families []string
	for i, a := range c.New.Axes {
		if slices.Contains(keys, a.Key) {
			return fault.InvalidRule(fmt.Sprintf("/axes/%d/key", i), fault.Duplicate, "", "each axis has a code of its own")
		}
		keys = append(keys, a.Key)
	}
	for i, f := range c.New.Families {
		if slices.Contains(families, f.Key) {
			return fault.InvalidRule(fmt.Sprintf("/families/%d/key", i), fault.Duplicate, "", "each family has a code of its own")
		}
		families = append(families, f.Key)
	}
	slices.SortStableFunc(c.New.History, func(a, b Milestone) int { return strings.Compare(a.On, b.On) })
	if c.Verb != store.Create {
		return nil
	}
	one, err := d.movement(ctx)
	if err == nil && one != nil {
		return errMovement
	}
	return err
}

// movement is the organisation's page; nil where it has none.
func (d *desk) movement(ctx context.Context) (*sdk.Item[Movement], error) {
	found, _, err := d.movements.List(ctx, store.Query{Size: 1})
	if err != nil {
		return nil, fmt.Errorf("reading the movement page: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// checkAxes refuses an axis that the movement does not have.
func (d *desk) checkAxes(ctx context.Context, axes []string) error {
	if len(axes) == 0 {
		return nil
	}
	one, err := d.movement(ctx)
	if err != nil {
		return err
	}
	if one == nil {
		return errNeeded
	}
	for i, key := range axes {
		if !slices.Contains(one.Doc.axes(), key) || slices.Contains(axes[:i], key) {
			return fault.InvalidRule(fmt.Sprintf("/axes/%d", i), fault.Choice, "", "must be one of the movement’s axes, each once: %v", one.Doc.axes())
		}
	}
	return nil
}

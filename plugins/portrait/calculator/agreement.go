package calculator

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/floats"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// All raters are compared with all, on each category.
const (
	maxRaters     = 50
	maxCategories = 100
)

type rated struct {
	Body struct {
		Ratings []row `json:"ratings,omitempty" maxItems:"5000" nullable:"false" doc:"A row a subject, a column a rater; null where one did not rate."`
		Table   []row `json:"table,omitempty" maxItems:"100" nullable:"false" doc:"Cross table of two raters: a row a category of the first, a column one of the second."`
		Weights []row `json:"disagreement,omitempty" maxItems:"100" nullable:"false" doc:"With a table: how far two categories are apart, 0 on the diagonal."`
		Counts  []row `json:"counts,omitempty" maxItems:"5000" nullable:"false" doc:"A row a subject, a column a category: how many raters chose it."`
	}
}

// agreed are the statistics that the data carry. What they do not carry is among Impossible, with its reason.
type agreed struct {
	Subjects     int                    `json:"subjects" doc:"Rated by all raters."`
	Exact        *stat.Estimate         `json:"exact,omitempty" doc:"Share of pairs of ratings that are equal."`
	WithinOne    *stat.Estimate         `json:"within_one,omitempty" doc:"At most one apart."`
	Cohen        *stat.Kappa            `json:"cohen,omitempty"`
	Linear       *stat.Kappa            `json:"cohen_linear,omitempty"`
	Quadratic    *stat.Kappa            `json:"cohen_quadratic,omitempty"`
	Weighted     *stat.Kappa            `json:"cohen_weighted,omitempty" doc:"By the disagreement given."`
	Fleiss       *stat.Fleiss           `json:"fleiss,omitempty"`
	Conger       *stat.Number           `json:"conger,omitempty"`
	Light        *stat.Number           `json:"light,omitempty"`
	Krippendorff *alphas                `json:"krippendorff,omitempty" doc:"With the subjects that some raters did not rate."`
	ICC          *stat.ICC              `json:"icc,omitempty"`
	Impossible   map[string]stat.Reason `json:"impossible,omitempty" doc:"Statistics that the data do not carry, with the reason."`
}

// alphas are Krippendorff's by what a distance means.
type alphas struct {
	Nominal  stat.Number `json:"nominal"`
	Ordinal  stat.Number `json:"ordinal"`
	Interval stat.Number `json:"interval"`
}

func agreement(_ context.Context, in *rated) (*sdk.Reply[agreed], error) {
	b := in.Body
	if err := one(map[string]bool{"ratings": b.Ratings != nil, "table": b.Table != nil, "counts": b.Counts != nil}); err != nil {
		return nil, err
	}
	if b.Weights != nil && b.Table == nil {
		return nil, fault.InvalidField("/disagreement", "goes with a table")
	}
	a := agreed{Impossible: map[string]stat.Reason{}}
	var err error
	switch {
	case b.Ratings != nil:
		err = a.ratings(b.Ratings)
	case b.Table != nil:
		err = a.table(b.Table, b.Weights)
	default:
		err = a.counts(b.Counts)
	}
	if err != nil {
		return nil, err
	}
	return sdk.OK(a), nil
}

func (a *agreed) ratings(rows []row) error {
	table, err := matrix("/ratings", rows, true)
	if err != nil {
		return err
	}
	switch {
	case len(table[0]) < 2:
		return impossible("/ratings/0", stat.TooFewRaters)
	case len(table[0]) > maxRaters:
		return fault.InvalidField("/ratings/0", "may hold %d raters", maxRaters)
	}
	all := stat.Ratings(table)
	complete, values := all.Complete(), all.Values()
	if len(values) > maxCategories {
		return fault.InvalidField("/ratings", "may hold %d different ratings", maxCategories)
	}
	a.Subjects = len(complete)
	exact, within := all.Within(0), all.Within(1)
	a.Exact, a.WithinOne = &exact, &within
	a.Krippendorff = &alphas{all.Krippendorff(stat.Nominal), all.Krippendorff(stat.Ordinal), all.Krippendorff(stat.OfInterval)}
	a.Fleiss = try[stat.Fleiss](a, "fleiss")(stat.NewFleiss(complete.Counts(values)))
	a.ICC = try[stat.ICC](a, "icc")(stat.NewICC(complete))
	conger, light := complete.Conger(), complete.Light()
	a.Conger, a.Light = &conger, &light
	if len(table[0]) > 2 {
		a.Impossible["cohen"] = stat.OnlyTwoRaters
		return nil
	}
	a.kappas(complete.Cross(0, 1, values), values)
	return nil
}

// kappas are those of two raters, by equality and by the distance of values.
func (a *agreed) kappas(cross [][]float64, values []float64) {
	a.Cohen = try[stat.Kappa](a, "cohen")(stat.NewKappa(cross, nil))
	a.Linear = try[stat.Kappa](a, "cohen_linear")(stat.NewKappa(cross, stat.LinearDisagreement(values)))
	a.Quadratic = try[stat.Kappa](a, "cohen_quadratic")(stat.NewKappa(cross, stat.QuadraticDisagreement(values)))
}

func (a *agreed) table(rows, disagreement []row) error {
	cross, err := counts("/table", rows)
	if err != nil {
		return err
	}
	if err := square("/table", cross); err != nil {
		return err
	}
	values := make([]float64, len(cross))
	for i := range values {
		values[i] = float64(i)
	}
	a.kappas(cross, values)
	if a.Cohen != nil {
		a.Subjects = a.Cohen.N
	}
	if disagreement == nil {
		return nil
	}
	far, err := distances(disagreement, len(cross))
	if err != nil {
		return err
	}
	a.Weighted = try[stat.Kappa](a, "cohen_weighted")(stat.NewKappa(cross, far))
	return nil
}

// distances reads how far categories are apart.
func distances(rows []row, categories int) ([][]float64, error) {
	far, err := matrix("/disagreement", rows, false)
	if err != nil {
		return nil, err
	}
	if len(far) != categories || len(far[0]) != categories {
		return nil, fault.InvalidField("/disagreement", "must have as many rows and columns as the table")
	}
	for i, line := range far {
		for j, v := range line {
			if v < 0 || (i == j) != (v == 0) {
				return nil, fault.InvalidField("/disagreement", "must be 0 on the diagonal and above 0 elsewhere")
			}
		}
	}
	return far, nil
}

func (a *agreed) counts(rows []row) error {
	table, err := counts("/counts", rows)
	if err != nil {
		return err
	}
	for i, line := range table {
		if floats.Sum(line) != floats.Sum(table[0]) {
			return fault.InvalidField(pointerTo("/counts", i), "must sum to as many raters as the first row")
		}
	}
	a.Subjects = len(table)
	a.Fleiss = try[stat.Fleiss](a, "fleiss")(stat.NewFleiss(table))
	return nil
}

// try keeps a statistic, or the reason why there is none.
func try[T any](a *agreed, name string) func(T, error) *T {
	return func(v T, err error) *T {
		if err == nil {
			return &v
		}
		var r stat.Reason
		errors.As(err, &r)
		a.Impossible[name] = r
		return nil
	}
}

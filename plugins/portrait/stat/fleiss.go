package stat

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Fleiss is the agreement of several raters on categories, beyond chance.
type Fleiss struct {
	Subjects   int             `json:"subjects"`
	Raters     int             `json:"raters"`
	Observed   float64         `json:"observed" doc:"Mean share of pairs of ratings of a subject that agree."`
	Chance     float64         `json:"chance"`
	Kappa      Number          `json:"kappa"`
	SE0        Number          `json:"se0" doc:"Standard error where raters agree by chance only: for the test, not for an interval."`
	Z          Number          `json:"z"`
	Categories []CategoryKappa `json:"categories"`
}

// CategoryKappa is the agreement on one category against all others.
type CategoryKappa struct {
	Kappa Number `json:"kappa"`
	Z     Number `json:"z"`
}

// NewFleiss measures counts, a row a subject, a column a category: how many raters chose it. All subjects have
// the same number of raters.
//
// Sources: Fleiss 1971; Fleiss, Nee and Landis 1979 (standard errors under chance).
func NewFleiss(counts [][]float64) (Fleiss, error) {
	if len(counts) == 0 {
		return Fleiss{}, NoAnswer
	}
	n, m := float64(len(counts)), floats.Sum(counts[0])
	if m < 2 {
		return Fleiss{}, TooFewRaters
	}
	f := Fleiss{Subjects: len(counts), Raters: int(m)}
	p := make([]float64, len(counts[0]))
	split := make([]float64, len(counts[0])) // pairs of a subject of which one chose the category alone
	for _, row := range counts {
		for j, c := range row {
			p[j] += c / (n * m)
			split[j] += c * (m - c)
			f.Observed += c * (c - 1) / (n * m * (m - 1))
		}
	}
	f.Chance = floats.Dot(p, p)
	if f.Chance >= 1-1e-12 {
		return Fleiss{}, NoVariance
	}
	kappa := (f.Observed - f.Chance) / (1 - f.Chance)
	even, skew := 0.0, 0.0
	for _, share := range p {
		even += share * (1 - share)
		skew += share * (1 - share) * (1 - 2*share)
	}
	unit := math.Sqrt(2 / (n * m * (m - 1)))
	se := unit * math.Sqrt(math.Max(0, even*even-skew)) / even
	f.Kappa, f.SE0, f.Z = known(kappa), known(se), ratio(kappa, se)
	for j, share := range p {
		one := ratio(split[j], n*m*(m-1)*share*(1-share))
		if one.OK() {
			one = known(1 - one.Value)
			f.Categories = append(f.Categories, CategoryKappa{Kappa: one, Z: known(one.Value / unit)})
			continue
		}
		f.Categories = append(f.Categories, CategoryKappa{Kappa: one, Z: one})
	}
	return f, nil
}

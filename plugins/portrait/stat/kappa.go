package stat

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Kappa is the agreement of two raters beyond chance.
type Kappa struct {
	N     int      `json:"n" doc:"Subjects that both rated."`
	Kappa Estimate `json:"kappa"`
	SE    Number   `json:"se"`
}

// NewKappa measures a cross table of counts, a row a category of the first rater, a column one of the second.
// disagreement says how far two categories are apart, 0 on the diagonal; nil makes every other category as far
// as any.
//
// Sources: Cohen 1960 and 1968; Fleiss, Cohen and Everitt 1969 (standard error in large samples).
func NewKappa(table, disagreement [][]float64) (Kappa, error) {
	n := 0.0
	for _, row := range table {
		n += floats.Sum(row)
	}
	if n == 0 {
		return Kappa{}, NoAnswer
	}
	p, weight := shares(table, n), agreementWeights(disagreement, len(table))
	rows, columns := margins(p)
	observed, chance := 0.0, 0.0
	for i := range p {
		for j := range p {
			observed += weight[i][j] * p[i][j]
			chance += weight[i][j] * rows[i] * columns[j]
		}
	}
	if chance >= 1-1e-12 {
		return Kappa{}, NoVariance
	}
	kappa := (observed - chance) / (1 - chance)
	se := math.Sqrt(math.Max(0, kappaVariance(p, weight, observed, chance)/n)) / ((1 - chance) * (1 - chance))
	return Kappa{
		N: int(math.Round(n)), SE: known(se),
		Kappa: estimate(kappa, Interval{Low: kappa - z()*se, High: math.Min(1, kappa+z()*se)}),
	}, nil
}

func kappaVariance(p, weight [][]float64, observed, chance float64) float64 {
	rows, columns := margins(p)
	across, down := make([]float64, len(p)), make([]float64, len(p)) // mean weight of a row and of a column
	for i := range p {
		across[i] = floats.Dot(weight[i], columns)
		floats.AddScaled(down, rows[i], weight[i])
	}
	sum := 0.0
	for i := range p {
		for j := range p {
			term := weight[i][j]*(1-chance) - (across[i]+down[j])*(1-observed)
			sum += p[i][j] * term * term
		}
	}
	off := observed*chance - 2*chance + observed
	return sum - off*off
}

// LinearDisagreement says how far categories with these values are apart.
func LinearDisagreement(values []float64) [][]float64 {
	return distances(len(values), func(i, j int) float64 { return math.Abs(values[i] - values[j]) })
}

// QuadraticDisagreement is the square of the linear one.
func QuadraticDisagreement(values []float64) [][]float64 {
	return distances(len(values), func(i, j int) float64 { return (values[i] - values[j]) * (values[i] - values[j]) })
}

// distances is a table of how far n things are apart.
func distances(n int, far func(i, j int) float64) [][]float64 {
	all := make([][]float64, n)
	for i := range all {
		for j := range n {
			all[i] = append(all[i], far(i, j))
		}
	}
	return all
}

// agreementWeights turns distances into weights from 1 (the same) to 0 (the farthest).
func agreementWeights(disagreement [][]float64, categories int) [][]float64 {
	most := 1.0
	if disagreement != nil {
		most = 0
		for _, row := range disagreement {
			most = math.Max(most, floats.Max(row))
		}
	}
	weight := make([][]float64, categories)
	for i := range weight {
		weight[i] = make([]float64, categories)
		for j := range weight[i] {
			switch {
			case disagreement != nil && most > 0:
				weight[i][j] = 1 - disagreement[i][j]/most
			case i == j || most == 0:
				weight[i][j] = 1
			}
		}
	}
	return weight
}

func shares(table [][]float64, n float64) [][]float64 {
	p := make([][]float64, len(table))
	for i, row := range table {
		p[i] = floats.ScaleTo(make([]float64, len(row)), 1/n, row)
	}
	return p
}

func margins(p [][]float64) (rows, columns []float64) {
	columns = make([]float64, len(p))
	for _, row := range p {
		rows = append(rows, floats.Sum(row))
		floats.Add(columns, row)
	}
	return rows, columns
}

package stat

// Friedman is the rank test of several measures of the same people or sites, three waves for instance.
type Friedman struct {
	N          int    `json:"n" doc:"People or sites."`
	Times      int    `json:"times"`
	ChiSquared Test   `json:"chi_squared" doc:"Corrected for ties."`
	W          Number `json:"w" doc:"Kendall's coefficient of concordance, 0 to 1."`
}

// NewFriedman ranks within each complete row, a column a time.
//
// Source: Friedman 1937; Hollander and Wolfe 1973, section 7.1 (ties).
func NewFriedman(rows [][]float64) (Friedman, error) {
	if len(rows) < 2 {
		return Friedman{}, TooFewPeople
	}
	if len(rows[0]) < 2 {
		return Friedman{}, TooFewTimes
	}
	n, k := float64(len(rows)), float64(len(rows[0]))
	sums, ties := make([]float64, len(rows[0])), 0.0
	for _, row := range rows {
		places, tied := ranks(row)
		ties += tied
		for j, place := range places {
			sums[j] += place
		}
	}
	spread := 0.0
	for _, s := range sums {
		spread += (s - n*(k+1)/2) * (s - n*(k+1)/2)
	}
	chi := ratio(12*spread, n*k*(k+1)-ties/(k-1))
	f := Friedman{N: len(rows), Times: len(rows[0]), ChiSquared: Test{Statistic: chi, Freedom: k - 1, P: chi}, W: chi}
	if chi.OK() {
		f.ChiSquared.P, f.W = known(upperChi2(chi.Value, k-1)), known(chi.Value/(n*(k-1)))
	}
	return f, nil
}

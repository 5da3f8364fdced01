package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Paired is the change between two values of each of several people or sites: second less first.
type Paired struct {
	N      int      `json:"n"`
	First  Number   `json:"first" doc:"Mean of the first values."`
	Second Number   `json:"second" doc:"Mean of the second values."`
	Mean   Estimate `json:"mean" doc:"Mean change, with the t interval."`
	SD     Number   `json:"sd" doc:"Standard deviation of the changes."`
	T      Test     `json:"t"`
	R      Number   `json:"r" doc:"Correlation of the two values."`
	Sizes  Sizes    `json:"sizes"`
}

// Sizes are the standardised mean changes: they differ in what the mean change is divided by.
type Sizes struct {
	DZ   Estimate `json:"d_z" doc:"By the SD of the changes."`
	GZ   Estimate `json:"g_z" doc:"d_z times Hedges's exact J."`
	DAv  Number   `json:"d_av" doc:"By the mean of the two SDs."`
	DRMS Number   `json:"d_rms" doc:"By the root of the mean of the two variances."`
	DRM  Number   `json:"d_rm" doc:"d_z times the root of 2(1-r)."`
}

// NewPaired measures as many second values as first ones.
//
// Sources: Student 1908 (t); Hedges 1981 (J); Steiger and Fouladi 1997 (noncentral-t interval of d_z, which times J
// is that of g_z); Cumming 2012 (d_av); Cohen 1988 (d_rms, d_rm), Lakens 2013 (names).
func NewPaired(first, second []float64) Paired {
	changes := changed(first, second)
	p := Paired{N: len(changes)}
	if p.N == 0 {
		none := unknown(NoAnswer)
		p.First, p.Second, p.Mean = none, none, inestimable(NoAnswer)
		p.reasons(NoAnswer)
		return p
	}
	p.First, p.Second = known(stat.Mean(first, nil)), known(stat.Mean(second, nil))
	mean := p.Second.Value - p.First.Value
	if p.N < 2 {
		p.Mean = unbounded(mean, TooFewPairs)
		p.reasons(TooFewPairs)
		return p
	}
	p.T.Freedom = float64(p.N - 1)
	if constant(changes) {
		p.Mean = unbounded(mean, NoVariance)
		p.reasons(NoVariance)
		p.SD, p.R = known(0), correlation(first, second)
		return p
	}
	mean, sd := stat.MeanStdDev(changes, nil)
	t := mean / stat.StdErr(sd, float64(p.N))
	p.SD, p.R = known(sd), correlation(first, second)
	p.Mean = estimate(mean, around(mean, stat.StdErr(sd, float64(p.N)), p.N-1))
	p.T = Test{Statistic: known(t), Freedom: p.T.Freedom, P: known(bothT(t, p.T.Freedom))}
	p.Sizes = p.sizes(first, second, t)
	return p
}

// reasons says why there is no spread, and nothing that rests on it.
func (p *Paired) reasons(r Reason) {
	none := unknown(r)
	p.SD, p.R, p.T = none, none, Test{Statistic: none, Freedom: p.T.Freedom, P: none}
	p.Sizes = Sizes{DZ: inestimable(r), GZ: inestimable(r), DAv: none, DRMS: none, DRM: none}
}

func (p Paired) sizes(first, second []float64, t float64) Sizes {
	root := math.Sqrt(float64(p.N))
	interval := shifts(t, p.T.Freedom).times(1 / root)
	s := Sizes{DZ: estimate(t/root, interval), GZ: inestimable(TooFewPairs)}
	if p.T.Freedom >= 2 {
		j := hedges(p.T.Freedom)
		s.GZ = estimate(j*t/root, interval.times(j))
	}
	v1, v2 := variance(first), variance(second)
	s.DAv = ratio(p.Mean.Value, (math.Sqrt(v1)+math.Sqrt(v2))/2)
	s.DRMS = ratio(p.Mean.Value, math.Sqrt((v1+v2)/2))
	s.DRM = p.R
	if p.R.OK() {
		s.DRM = known(t / root * math.Sqrt(math.Max(0, 2*(1-p.R.Value))))
	}
	return s
}

// hedges is the exact factor that takes the bias of small numbers from d, for at least 2 degrees of freedom.
func hedges(freedom float64) float64 {
	up, _ := math.Lgamma(freedom / 2)
	down, _ := math.Lgamma((freedom - 1) / 2)
	return math.Exp(up-down) / math.Sqrt(freedom/2)
}

func variance(x []float64) float64 {
	if constant(x) {
		return 0
	}
	return stat.Variance(x, nil)
}

func correlation(x, y []float64) Number {
	if constant(x) || constant(y) {
		return unknown(NoVariance)
	}
	return known(stat.Correlation(x, y, nil))
}

// changed are the differences, second less first. What subtraction leaves beyond the twelfth digit of the largest
// value is rounded away, so that equal changes are equal.
func changed(first, second []float64) []float64 {
	most := 0.0
	for i := range first {
		most = math.Max(most, math.Max(math.Abs(first[i]), math.Abs(second[i])))
	}
	unit := math.Pow10(int(math.Floor(math.Log10(most))) - 11)
	changes := make([]float64, len(first))
	for i := range first {
		changes[i] = second[i] - first[i]
		if most > 0 && unit > 0 {
			changes[i] = math.Round(changes[i]/unit) * unit
		}
	}
	return changes
}

// SiteMeans are the means of sites that each had some people the first time and some, perhaps others, the second;
// the other sites are left out. To compare those is to count each site once: colleagues resemble each other.
//
// Source: Donner and Klar 2000, section 6 (analysis at the level of clusters).
func SiteMeans(first, second [][]float64) (before, after []float64) {
	for i := range first {
		if len(first[i]) > 0 && len(second[i]) > 0 {
			before, after = append(before, stat.Mean(first[i], nil)), append(after, stat.Mean(second[i], nil))
		}
	}
	return before, after
}

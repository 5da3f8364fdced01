package stat

import (
	"math"
	"slices"
)

// Level is below which a probability has to be before a figure may be said to tell something from nothing.
const Level = 1 - Confidence

// mostExact is how many pairs have their exact distribution computed.
const mostExact = 50

// Wilcoxon is the signed rank test of paired changes: it asks for symmetry, not for a normal distribution.
type Wilcoxon struct {
	N            int      `json:"n" doc:"Pairs that differ."`
	Zeros        int      `json:"zeros" doc:"Pairs that do not, which are left out."`
	V            Number   `json:"v" doc:"Sum of the ranks of positive changes."`
	W            Number   `json:"w" doc:"Sum of the ranks of negative ones."`
	Exact        Number   `json:"p_exact" doc:"Two-sided."`
	OneSided     Number   `json:"p_exact_one_sided" doc:"In the direction that was found."`
	Mean         Number   `json:"v_mean" doc:"Of V where nothing changes."`
	Variance     Number   `json:"v_variance" doc:"Of V, less for ties."`
	Normal       Number   `json:"p_normal" doc:"Two-sided, with continuity correction."`
	Plain        Number   `json:"p_normal_plain" doc:"Without."`
	PseudoMedian Estimate `json:"pseudo_median" doc:"Median of the means of all two changes."`
	RankBiserial Number   `json:"rank_biserial" doc:"(V-W)/(V+W)."`
	LeastP       Number   `json:"least_p" doc:"Smallest two-sided p that so many pairs can give."`
	CanReach     bool     `json:"can_reach" doc:"Whether that is below 0.05."`
}

// NewWilcoxon ranks the changes, second less first. Zeros are left out, ties share their ranks; either makes the
// normal form the only one.
//
// Sources: Wilcoxon 1945; Hollander and Wolfe 1973, sections 3.1 (exact distribution, variance with ties), 3.2 and
// 3.3 (pseudo-median and its interval, by the normal form with ties or above 50 pairs); Kerby 2014 (rank-biserial).
func NewWilcoxon(first, second []float64) Wilcoxon {
	all := changed(first, second)
	changes := slices.DeleteFunc(slices.Clone(all), func(d float64) bool { return d == 0 })
	w := Wilcoxon{N: len(changes), Zeros: len(all) - len(changes)}
	w.LeastP = known(LeastP(w.N))
	w.CanReach = w.LeastP.Value < Level
	if w.N == 0 {
		w.without(changeless(len(all)))
		return w
	}
	sizes := make([]float64, w.N)
	for i, d := range changes {
		sizes[i] = math.Abs(d)
	}
	places, ties := ranks(sizes)
	up, n := 0.0, float64(w.N)
	for i, d := range changes {
		if d > 0 {
			up += places[i]
		}
	}
	sum := n * (n + 1) / 2
	w.V, w.W, w.RankBiserial = known(up), known(sum-up), known((2*up-sum)/sum)
	mean, spread := sum/2, n*(n+1)*(2*n+1)/24-ties/48
	w.Mean, w.Variance = known(mean), known(spread)
	off := math.Abs(up - mean)
	w.Normal = known(math.Min(1, bothZ(math.Max(0, off-0.5)/math.Sqrt(spread))))
	w.Plain = known(bothZ(off / math.Sqrt(spread)))
	w.exact(up, ties)
	w.PseudoMedian = w.pseudoMedian(changes)
	return w
}

// LeastP is the smallest two-sided probability that so many pairs can give: all of them changing one way. Below six
// it cannot reach Level, whatever happens.
func LeastP(pairs int) float64 { return math.Min(1, math.Ldexp(2, -pairs)) }

// changeless is why there is nothing to rank.
func changeless(pairs int) Reason {
	if pairs == 0 {
		return NoAnswer
	}
	return NoChange
}

func (w *Wilcoxon) without(r Reason) {
	none := unknown(r)
	w.V, w.W, w.RankBiserial, w.Mean, w.Variance, w.Normal, w.Plain, w.Exact, w.OneSided = none, none, none, none, none, none, none, none, none
	w.PseudoMedian = inestimable(r)
}

func (w *Wilcoxon) exact(up, ties float64) {
	switch {
	case w.Zeros > 0 || ties > 0:
		w.Exact, w.OneSided = unknown(Ties), unknown(Ties)
	case w.N > mostExact:
		w.Exact, w.OneSided = unknown(TooMany), unknown(TooMany)
	default:
		most := w.N * (w.N + 1) / 2
		below := signedRanks(w.N)
		v := min(int(up), most-int(up))
		w.OneSided = known(below[v])
		w.Exact = known(math.Min(1, 2*below[v]))
	}
}

// signedRanks are the probabilities that V is at most 0, 1, 2… with n untied pairs: the number of subsets of the
// ranks with such a sum.
func signedRanks(n int) []float64 {
	sums := make([]float64, n*(n+1)/2+1)
	sums[0] = 1
	for rank := 1; rank <= n; rank++ {
		for s := len(sums) - 1; s >= rank; s-- {
			sums[s] += sums[s-rank]
		}
	}
	total := 0.0
	for s := range sums {
		total += sums[s]
		sums[s] = math.Ldexp(total, -n)
	}
	return sums
}

// pseudoMedian is the median of the means of all two changes, each with itself too; the interval leaves out as many
// of the smallest and of the largest of them as the distribution of V allows.
func (w Wilcoxon) pseudoMedian(changes []float64) Estimate {
	walsh := make([]float64, 0, w.N*(w.N+1)/2)
	for i := range changes {
		for j := range i + 1 {
			walsh = append(walsh, (changes[i]+changes[j])/2)
		}
	}
	slices.Sort(walsh)
	value, m := median(walsh), len(walsh)
	if !w.CanReach {
		return unbounded(value, TooFewPairs)
	}
	cut := w.cut()
	return estimate(value, Interval{Low: walsh[cut-1], High: walsh[m-cut]})
}

// cut is which of the ascending means begins the interval, counted from 1.
func (w Wilcoxon) cut() int {
	if w.Exact.OK() {
		for v, p := range signedRanks(w.N) {
			if p >= tail {
				return max(1, v)
			}
		}
	}
	return max(1, int(math.Round(w.Mean.Value-z()*math.Sqrt(w.Variance.Value))))
}

func median(sorted []float64) float64 {
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

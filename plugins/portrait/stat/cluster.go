package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Clustering is how much colleagues resemble each other, and what that takes from the number of people.
type Clustering struct {
	People     int      `json:"people"`
	Sites      int      `json:"sites"`
	Mean       Estimate `json:"mean" doc:"Of all people, with the interval that takes sites as what is independent."`
	ICC        Number   `json:"icc" doc:"Resemblance of two people of one site."`
	Effect     Number   `json:"design_effect"`
	EffectiveN Number   `json:"effective_n" doc:"How many people who do not resemble each other would tell as much."`
}

// KnownClustering is what a known resemblance takes from so many people, of whom so many work at each site. The
// variance of their mean grows by the design effect, 1+(m-1)ρ.
//
// Source: Kish 1965, section 5.4.
func KnownClustering(people int, perSite, icc float64) Clustering {
	c := Clustering{People: people, Mean: inestimable(NoAnswer), ICC: known(icc)}
	c.weigh(perSite)
	return c
}

// weigh fills in the design effect. An ICC below zero counts as none.
func (c *Clustering) weigh(perSite float64) {
	if !c.ICC.OK() {
		c.without(c.ICC.Reason)
		return
	}
	effect := 1 + (perSite-1)*max(0, c.ICC.Value)
	c.Effect, c.EffectiveN = known(effect), known(float64(c.People)/effect)
}

// Group is what is known of a site's people without their values.
type Group struct {
	N        int
	Mean, SD float64
}

// NewClustering measures the values of people by site.
func NewClustering(sites [][]float64) Clustering {
	var groups []Group
	var all []float64
	for _, x := range sites {
		if len(x) > 0 {
			groups = append(groups, Group{N: len(x), Mean: stat.Mean(x, nil), SD: math.Sqrt(variance(x))})
			all = append(all, x...)
		}
	}
	c := ClusteringOf(groups)
	if c.People > 0 {
		c.Mean = clusteredMean(sites, all)
	}
	return c
}

// ClusteringOf measures sites by what is known of each; the mean has no interval. Sites of several sizes count by
// their mean size, weighted by people.
//
// Sources: Donner 1986 (ICC by analysis of variance); Kish 1965, section 8.2 (sizes).
func ClusteringOf(groups []Group) Clustering {
	c := Clustering{Sites: len(groups)}
	sum, squares := 0.0, 0.0
	for _, g := range groups {
		n := float64(g.N)
		c.People += g.N
		sum, squares = sum+n*g.Mean, squares+n*n
	}
	n, places := float64(c.People), float64(c.Sites)
	switch {
	case c.People == 0:
		c.Mean = inestimable(NoAnswer)
		c.without(NoAnswer)
		return c
	case c.Sites < 2:
		c.without(TooFewSites)
	case c.People == c.Sites:
		c.without(TooFewPeople)
	default:
		between, within := meanSquares(groups, sum/n, n, places)
		size := (n - squares/n) / (places - 1)
		c.ICC = ratio(between-within, between+(size-1)*within)
		c.weigh(squares / n)
	}
	c.Mean = unbounded(sum/n, MixedPeople)
	return c
}

func clusteredMean(sites [][]float64, all []float64) Estimate {
	mean := stat.Mean(all, nil)
	interval, err := ClusteredInterval(sites)
	if err != nil {
		return unbounded(mean, reasonOf(err))
	}
	return estimate(mean, interval)
}

func meanSquares(groups []Group, grand, people, places float64) (between, within float64) {
	for _, g := range groups {
		between += float64(g.N) * (g.Mean - grand) * (g.Mean - grand) / (places - 1)
		within += float64(g.N-1) * g.SD * g.SD / (people - places)
	}
	return between, within
}

func (c *Clustering) without(r Reason) {
	c.ICC, c.Effect, c.EffectiveN = unknown(r), unknown(r), unknown(r)
}

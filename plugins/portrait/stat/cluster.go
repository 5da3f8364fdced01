package stat

import (
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
	effect := 1 + (perSite-1)*max(0, c.ICC.Value)
	c.Effect, c.EffectiveN = known(effect), known(float64(c.People)/effect)
}

// NewClustering measures the values of people by site. Sites of several sizes count by their mean size, weighted
// by people.
//
// Sources: Donner 1986 (ICC by analysis of variance); Kish 1965, section 8.2 (sizes).
func NewClustering(sites [][]float64) Clustering {
	var all []float64
	c, squares := Clustering{}, 0.0
	for _, x := range sites {
		if len(x) > 0 {
			c.Sites++
			all = append(all, x...)
			squares += float64(len(x) * len(x))
		}
	}
	c.People = len(all)
	if c.People == 0 {
		c.Mean = inestimable(NoAnswer)
		c.without(NoAnswer)
		return c
	}
	c.Mean = clusteredMean(sites, all)
	n, places := float64(c.People), float64(c.Sites)
	switch {
	case c.Sites < 2:
		c.without(TooFewSites)
		return c
	case c.People == c.Sites:
		c.without(TooFewPeople)
		return c
	}
	between, within := meanSquares(sites, stat.Mean(all, nil), n, places)
	size := (n - squares/n) / (places - 1)
	c.ICC = ratio(between-within, between+(size-1)*within)
	if !c.ICC.OK() {
		c.without(c.ICC.Reason)
		return c
	}
	c.weigh(squares / n)
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

func meanSquares(sites [][]float64, grand, people, places float64) (between, within float64) {
	for _, x := range sites {
		if len(x) == 0 {
			continue
		}
		mean := stat.Mean(x, nil)
		between += float64(len(x)) * (mean - grand) * (mean - grand) / (places - 1)
		if constant(x) {
			continue
		}
		for _, v := range x {
			within += (v - mean) * (v - mean) / (people - places)
		}
	}
	return between, within
}

func (c *Clustering) without(r Reason) {
	c.ICC, c.Effect, c.EffectiveN = unknown(r), unknown(r), unknown(r)
}

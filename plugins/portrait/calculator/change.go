package calculator

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type twice struct {
	Body struct {
		Pairs []row       `json:"pairs,omitempty" maxItems:"5000" nullable:"false" doc:"Of each person or site: first, second."`
		Sites []siteTwice `json:"sites,omitempty" maxItems:"5000" nullable:"false" doc:"Other people each time: sites are compared by their means."`
		YesNo *yesNo      `json:"yes_no,omitempty"`
	}
}

type siteTwice struct {
	First  row `json:"first" maxItems:"5000" nullable:"false"`
	Second row `json:"second" maxItems:"5000" nullable:"false"`
}

// yesNo counts those who changed their answer.
type yesNo struct {
	Gained int `json:"gained" minimum:"0" maximum:"1000000" doc:"No, then yes."`
	Lost   int `json:"lost" minimum:"0" maximum:"1000000" doc:"Yes, then no."`
}

// changed is what the data carry: the two tests of pairs, or the one of a yes/no item.
type changed struct {
	Paired   *stat.Paired   `json:"paired,omitempty"`
	Wilcoxon *stat.Wilcoxon `json:"wilcoxon,omitempty" doc:"Of 2000 pairs at most."`
	McNemar  *stat.McNemar  `json:"mcnemar,omitempty"`
}

// mostRanked keeps the pseudo-median, which compares all with all, small.
const mostRanked = 2_000

func change(_ context.Context, in *twice) (*sdk.Reply[changed], error) {
	b := in.Body
	if err := one(map[string]bool{"pairs": b.Pairs != nil, "sites": b.Sites != nil, "yes_no": b.YesNo != nil}); err != nil {
		return nil, err
	}
	if b.YesNo != nil {
		m := stat.NewMcNemar(b.YesNo.Gained, b.YesNo.Lost)
		return sdk.OK(changed{McNemar: &m}), nil
	}
	first, second, err := paired(b.Pairs, b.Sites)
	if err != nil {
		return nil, err
	}
	p := stat.NewPaired(first, second)
	out := changed{Paired: &p}
	if len(first) <= mostRanked {
		w := stat.NewWilcoxon(first, second)
		out.Wilcoxon = &w
	}
	return sdk.OK(out), nil
}

// paired are the values to compare, of pairs or of the means of sites.
func paired(pairs []row, sites []siteTwice) (first, second []float64, err error) {
	if sites != nil {
		return siteMeans(sites)
	}
	table, err := matrix("/pairs", pairs, false)
	if err != nil {
		return nil, nil, err
	}
	if len(table[0]) != 2 {
		return nil, nil, fault.InvalidField("/pairs/0", "must be two numbers: the first and the second value")
	}
	for _, line := range table {
		first, second = append(first, line[0]), append(second, line[1])
	}
	return first, second, nil
}

func siteMeans(sites []siteTwice) (first, second []float64, err error) {
	before, after := make([][]float64, len(sites)), make([][]float64, len(sites))
	for i, s := range sites {
		if before[i], err = numbers(fmt.Sprintf("/sites/%d/first", i), s.First, false); err != nil {
			return nil, nil, err
		}
		if after[i], err = numbers(fmt.Sprintf("/sites/%d/second", i), s.Second, false); err != nil {
			return nil, nil, err
		}
	}
	first, second = stat.SiteMeans(before, after)
	return first, second, nil
}

type several struct {
	Body struct {
		Rows []row `json:"rows" minItems:"1" maxItems:"5000" nullable:"false" doc:"A row a person or site, a column a time."`
	}
}

func repeated(_ context.Context, in *several) (*sdk.Reply[stat.Friedman], error) {
	rows, err := matrix("/rows", in.Body.Rows, false)
	if err != nil {
		return nil, err
	}
	f, err := stat.NewFriedman(rows)
	if err != nil {
		return nil, impossible("/rows", err)
	}
	return sdk.OK(f), nil
}

type person struct {
	Body struct {
		First       float64 `json:"first" minimum:"-1000000000000" maximum:"1000000000000"`
		Second      float64 `json:"second" minimum:"-1000000000000" maximum:"1000000000000"`
		SD          float64 `json:"sd" minimum:"0" maximum:"1000000000000" doc:"Of the scale, among people who did not change."`
		Reliability float64 `json:"reliability" minimum:"0" maximum:"1" doc:"Of the scale."`
	}
}

func reliableChange(_ context.Context, in *person) (*sdk.Reply[stat.ReliableChange], error) {
	r, err := stat.NewReliableChange(in.Body.First, in.Body.Second, in.Body.SD, in.Body.Reliability)
	if err != nil {
		return nil, impossible("/sd", err)
	}
	return sdk.OK(r), nil
}

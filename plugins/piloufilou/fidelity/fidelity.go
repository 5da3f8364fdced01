// Package fidelity says how near what was played is to what was written, in the five dimensions of the field:
// adherence, dose, quality of delivery, responsiveness of the group, adaptation.
//
// The dimensions stand side by side and are never joined into one number here. A figure whose count is
// nothing is absent, never zero. Counts are of workshops, minutes and children as a group.
//
// Goals: sums that may be added up from cycle to site to network, and figures that anybody recomputes.
// Non-goals: storage, rights, an index, effects on children.
//
// Everything is a value; functions are pure and may run concurrently.
package fidelity

import (
	"github.com/ribambelle/ribambelle/sdk/stat"
)

// Tally is what was counted over some workshops. Tallies add up.
type Tally struct {
	Planned, Held, Skipped, Late int // workshops; late ones are to come although their day is past
	MinutesPlanned, MinutesHeld  int
	CoreListed, CoreDone         int // components of the workshops held
	Quality, Responsiveness      Ratings
	Observed                     Ratings // delivery quality as supervisors saw it
	Present, Counted             int     // children present; where interest was counted
	Engaged, Drifted             int
	Adapted, Unplanned           int // workshops held otherwise than written; on the spot
	Supervisions                 int
}

// Ratings are how many ratings there are and their sum.
type Ratings struct{ N, Sum int }

// Add joins two tallies.
func (t Tally) Add(o Tally) Tally {
	return Tally{
		Planned: t.Planned + o.Planned, Held: t.Held + o.Held, Skipped: t.Skipped + o.Skipped, Late: t.Late + o.Late,
		MinutesPlanned: t.MinutesPlanned + o.MinutesPlanned, MinutesHeld: t.MinutesHeld + o.MinutesHeld,
		CoreListed: t.CoreListed + o.CoreListed, CoreDone: t.CoreDone + o.CoreDone,
		Quality: t.Quality.add(o.Quality), Responsiveness: t.Responsiveness.add(o.Responsiveness), Observed: t.Observed.add(o.Observed),
		Present: t.Present + o.Present, Counted: t.Counted + o.Counted, Engaged: t.Engaged + o.Engaged, Drifted: t.Drifted + o.Drifted,
		Adapted: t.Adapted + o.Adapted, Unplanned: t.Unplanned + o.Unplanned, Supervisions: t.Supervisions + o.Supervisions,
	}
}

func (r Ratings) add(o Ratings) Ratings { return Ratings{r.N + o.N, r.Sum + o.Sum} }

// Figures are the five dimensions of a tally.
type Figures struct {
	Workshops      Share    `json:"workshops" doc:"Dose: workshops held of those planned, with the Wilson interval."`
	Minutes        Share    `json:"minutes" doc:"Dose: minutes held of those planned."`
	Skipped        int      `json:"skipped"`
	ToCome         int      `json:"to_come"`
	Late           int      `json:"late" doc:"To come although their day is past."`
	Adherence      Share    `json:"adherence" doc:"Core components done of those listed, in the workshops held."`
	Quality        *Mean    `json:"quality,omitempty" doc:"Delivery, 1 to 4, by whoever played."`
	Observed       *Mean    `json:"observed,omitempty" doc:"Delivery, 1 to 4, by whoever supervised."`
	Responsiveness *Mean    `json:"responsiveness,omitempty" doc:"Of the group, 1 to 4."`
	Children       Children `json:"children"`
	Adapted        Share    `json:"adapted" doc:"Workshops held otherwise than written, of those held."`
	Unplanned      int      `json:"unplanned" doc:"Of these, decided on the spot."`
	Supervisions   int      `json:"supervisions"`
}

// Share is a part of a count. Percent is absent where there is nothing to take a share of.
type Share struct {
	Part    int      `json:"part"`
	Of      int      `json:"of"`
	Percent *float64 `json:"percent,omitempty"`
	Low     *float64 `json:"low,omitempty" doc:"Wilson interval at 95 %, in percent, taking workshops as independent."`
	High    *float64 `json:"high,omitempty"`
}

// Mean is an average with its n.
type Mean struct {
	Value float64 `json:"value"`
	N     int     `json:"n"`
}

// Children are counts of a group over its workshops; the same child counts at each workshop.
type Children struct {
	Present int   `json:"present"`
	Engaged Share `json:"engaged" doc:"Of those present where interest was counted."`
	Drifted Share `json:"drifted"`
}

// Figures computes the dimensions.
func (t Tally) Figures() Figures {
	return Figures{
		Workshops: withInterval(share(t.Held, t.Planned)), Minutes: share(t.MinutesHeld, t.MinutesPlanned),
		Skipped: t.Skipped, ToCome: t.Planned - t.Held - t.Skipped, Late: t.Late,
		Adherence: share(t.CoreDone, t.CoreListed),
		Quality:   t.Quality.mean(), Observed: t.Observed.mean(), Responsiveness: t.Responsiveness.mean(),
		Children: Children{Present: t.Present, Engaged: share(t.Engaged, t.Counted), Drifted: share(t.Drifted, t.Counted)},
		Adapted:  share(t.Adapted, t.Held), Unplanned: t.Unplanned, Supervisions: t.Supervisions,
	}
}

func share(part, of int) Share {
	s := Share{Part: part, Of: of}
	if of > 0 {
		percent := 100 * float64(part) / float64(of)
		s.Percent = &percent
	}
	return s
}

func withInterval(s Share) Share {
	if interval, err := stat.Proportion(s.Part, s.Of); err == nil {
		low, high := 100*interval.Low, 100*interval.High
		s.Low, s.High = &low, &high
	}
	return s
}

func (r Ratings) mean() *Mean {
	if r.N == 0 {
		return nil
	}
	return &Mean{Value: float64(r.Sum) / float64(r.N), N: r.N}
}

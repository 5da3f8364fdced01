package portrait

import (
	"slices"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
)

// comparison makes the tables of the change over waves that asked the same questionnaire, the first one first; the
// change is that of the last two.
//
// It is computed from what was told of each wave and from nothing else. So it cannot give away what was masked: an
// average over all sites, less the sites that are shown, would be the masked one. A site that is masked in one wave
// enters in none.
type comparison struct {
	waves  []toldWave
	places []string // keys of cells that are shown in the last two
	apart  []apart
}

// apart is a site or group that does not enter.
type apart struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Why  string `json:"why" enum:"first-only,second-only,other-members,masked"`
}

func newComparison(waves []toldWave) comparison {
	c := comparison{waves: waves}
	first, second := c.first(), c.second()
	before, after := first.members(), second.members()
	for _, cell := range second.scores.Cells {
		units, is := after[cell.Key]
		if !is {
			continue
		}
		then, both := before[cell.Key]
		switch {
		case !both:
			c.leave(second, cell.Key, "second-only")
		case !slices.Equal(then, units):
			c.leave(second, cell.Key, "other-members")
		case cell.Masked || first.cell(cell.Key) == nil:
			c.leave(second, cell.Key, "masked")
		default:
			c.places = append(c.places, cell.Key)
		}
	}
	for _, cell := range first.scores.Cells {
		if _, is := before[cell.Key]; is && after[cell.Key] == nil {
			c.leave(first, cell.Key, "first-only")
		}
	}
	return c
}

func (c comparison) first() toldWave { return c.waves[len(c.waves)-2] }

func (c comparison) second() toldWave { return c.waves[len(c.waves)-1] }

func (c *comparison) leave(t toldWave, key, why string) {
	c.apart = append(c.apart, apart{Key: key, Name: headingOf(t.id, t.wave).Names[key], Why: why})
}

// members are the units behind each cell that tells of a site or a group.
func (t toldWave) members() map[string][]string {
	units := map[string][]string{}
	for _, s := range t.wave.Sites {
		if key := cellOf(s); key != "" {
			units[key] = append(units[key], s.UnitID)
		}
	}
	for _, all := range units {
		slices.Sort(all)
	}
	return units
}

// cell finds what is told of a site or group; nil where it is masked or not there.
func (t toldWave) cell(key string) *sdk.ReleasedCell {
	i := slices.IndexFunc(t.scores.Cells, func(c sdk.ReleasedCell) bool { return c.Key == key && !c.Masked })
	if i < 0 {
		return nil
	}
	return &t.scores.Cells[i]
}

// figure is what is told of a dimension at a place, if anything.
func (t toldWave) figure(place, dimension string) (sdk.Figure, bool) {
	cell := t.cell(place)
	if cell == nil {
		return sdk.Figure{}, false
	}
	f, told := cell.Values[dimension]
	return f, told && f.Value != nil
}

func (c comparison) release() string { return "change/" + c.first().id + "/" + c.second().id }

// names are the tables of the release.
func (c comparison) names() []string {
	if len(c.waves) > 2 {
		return []string{"change", "chain"}
	}
	return []string{"change"}
}

func (c comparison) tables() []sdk.Table {
	var tables []sdk.Table
	for _, name := range c.names() {
		t := sdk.Table{Release: c.release(), Name: name, Floor: max(c.first().wave.Floor, c.second().wave.Floor), Atoms: map[string]int{}, Final: c.final()}
		all := sdk.Cell{Key: networkKey, Atoms: c.places}
		for _, place := range c.places {
			n := c.second().cell(place).N
			t.Atoms[place] = n
			all.N += n
		}
		all.Values = c.changes()
		if name == "chain" {
			all.Values = c.overTime()
		}
		t.Cells = []sdk.Cell{all}
		tables = append(tables, t)
	}
	return tables
}

// final reports whether the numbers never change: those of a named wave may.
func (c comparison) final() bool {
	return !slices.ContainsFunc(c.waves, func(t toldWave) bool { return t.wave.Anonymity == wave.Named })
}

func (c comparison) instrument() questionnaire.Questionnaire { return *c.second().wave.Questionnaire }

// changes are the figures of the dimensions, whose probabilities are adjusted for their number, and of the whole.
func (c comparison) changes() map[string]sdk.Figure {
	figures := map[string]sdk.Figure{}
	var tested []string
	var p []float64
	for _, d := range c.instrument().Dimensions {
		figures[d.Key] = c.change(d.Key)
		if one, ok := figures[d.Key].More["p"]; ok {
			tested, p = append(tested, d.Key), append(p, one)
		}
	}
	for i, adjusted := range stat.Holm(p) {
		figures[tested[i]].More["p_holm"] = adjusted
	}
	if c.instrument().Weighted() {
		whole := c.change(questionnaire.Overall)
		if one, ok := whole.More["p"]; ok {
			whole.More["p_holm"] = one
		}
		figures[questionnaire.Overall] = whole
	}
	return figures
}

// change is the figure of one dimension, on 0 to 100, with sites and groups as what is independent.
func (c comparison) change(dimension string) sdk.Figure {
	var first, second []float64
	var people []stat.Group
	f := sdk.Figure{More: map[string]float64{}}
	for _, place := range c.places {
		before, told := c.first().figure(place, dimension)
		after, both := c.second().figure(place, dimension)
		if !told || !both {
			continue
		}
		first, second = append(first, before.More["score100"]), append(second, after.More["score100"])
		people = append(people, stat.Group{N: after.N, Mean: *after.Value, SD: after.More["sd"]})
		f.N += after.N
		f.More["n_first"] += float64(before.N)
	}
	paired := stat.NewPaired(first, second)
	f.More["sites"] = float64(paired.N)
	if !paired.Mean.OK() {
		f.Reason = string(paired.Mean.Reason)
		return f
	}
	f.Value = &paired.Mean.Value
	m := companions(f.More)
	m.estimate("", paired.Mean)
	m.estimate("first", stat.NewDescription(first, nil).Mean)
	m.estimate("second", stat.NewDescription(second, nil).Mean)
	m.number("sd", paired.SD)
	m.number("t", paired.T.Statistic)
	m["df"] = paired.T.Freedom
	m.number("p", paired.T.P)
	m.number("d_z", stat.Number{Value: paired.Sizes.DZ.Value, Reason: paired.Sizes.DZ.Reason})
	m.estimate("g_z", paired.Sizes.GZ)
	m.ranks(stat.NewWilcoxon(first, second))
	m.resemblance(stat.ClusteringOf(people))
	return f
}

// overTime compares all waves, by the places that all of them show.
func (c comparison) overTime() map[string]sdk.Figure {
	figures := map[string]sdk.Figure{}
	keys := []string{}
	for _, d := range c.instrument().Dimensions {
		keys = append(keys, d.Key)
	}
	if c.instrument().Weighted() {
		keys = append(keys, questionnaire.Overall)
	}
	for _, key := range keys {
		figures[key] = c.repeated(key)
	}
	return figures
}

func (c comparison) repeated(dimension string) sdk.Figure {
	var rows [][]float64
	f := sdk.Figure{More: map[string]float64{"waves": float64(len(c.waves))}}
	members := c.second().members()
	for _, place := range c.places {
		var row []float64
		for _, t := range c.waves {
			told, ok := t.figure(place, dimension)
			if ok && slices.Equal(t.members()[place], members[place]) {
				row = append(row, told.More["score100"])
			}
		}
		if len(row) == len(c.waves) {
			last, _ := c.second().figure(place, dimension)
			rows, f.N = append(rows, row), f.N+last.N
		}
	}
	f.More["sites"] = float64(len(rows))
	friedman, err := stat.NewFriedman(rows)
	if err != nil {
		f.Reason = reason(err)
		return f
	}
	chi := friedman.ChiSquared
	if !chi.Statistic.OK() {
		f.Reason = string(chi.Statistic.Reason)
		return f
	}
	f.Value = &chi.Statistic.Value
	f.More["df"], f.More["p"], f.More["w"] = chi.Freedom, chi.P.Value, friedman.W.Value
	return f
}

// heading is what is said beside the numbers that may be told.
func (c comparison) heading(told sdk.Released) changeHeading {
	first, second := headingOf(c.first().id, c.first().wave), headingOf(c.second().id, c.second().wave)
	h := changeHeading{Heading: second, First: first.Wave, Chain: []headingWave{}, Apart: c.apart, Finds: map[string]find{}}
	h.Method.Interval, h.Method.Design = "t95-site-means", changeDesign
	if len(c.waves) > 2 {
		for _, t := range c.waves {
			h.Chain = append(h.Chain, headingOf(t.id, t.wave).Wave)
		}
	}
	h.Names = map[string]string{}
	for _, place := range c.places {
		h.Names[place] = second.Names[place]
	}
	for _, cell := range told.Cells {
		for key, f := range cell.Values {
			h.Finds[key] = findOf(f)
		}
	}
	return h
}

// companions are the figures beside a change; what is not known is not among them.
type companions map[string]float64

func (m companions) number(name string, v stat.Number) {
	if v.OK() {
		m[name] = v.Value
	}
}

// estimate keeps a value under its name, which the change itself has no need of, and its interval beside it.
func (m companions) estimate(name string, e stat.Estimate) {
	low, high := "low", "high"
	if name != "" {
		m.number(name, stat.Number{Value: e.Value, Reason: e.Reason})
		low, high = name+"_low", name+"_high"
	}
	if e.Bounded() {
		m[low], m[high] = e.Low, e.High
	}
}

// ranks keeps the test that asks for no normal distribution, where so many sites can carry it.
func (m companions) ranks(w stat.Wilcoxon) {
	if !w.CanReach {
		return
	}
	p := w.Exact
	if !p.OK() {
		p = w.Normal
	}
	m.number("wilcoxon_p", p)
	m.number("rank_biserial", w.RankBiserial)
	m.estimate("pseudo_median", w.PseudoMedian)
}

// resemblance keeps how much colleagues resemble each other in the later wave.
func (m companions) resemblance(c stat.Clustering) {
	m.number("icc", c.ICC)
	m.number("design_effect", c.Effect)
	m.number("effective_n", c.EffectiveN)
}

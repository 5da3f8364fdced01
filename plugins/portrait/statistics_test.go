package portrait_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// worked is an example that a source prints: what is asked, and the figures to its last printed digit.
type worked struct {
	name, operation, body string
	want                  string // lines of a path into the answer and a figure
}

// table writes rows of numbers as JSON: rows apart by "|", numbers by blanks.
func table(text string) string {
	var rows []string
	for row := range strings.SplitSeq(text, "|") {
		rows = append(rows, "["+strings.Join(strings.Fields(row), ",")+"]")
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// pairs writes two rows of numbers as pairs.
func pairs(first, second string) string {
	a, b := strings.Fields(first), strings.Fields(second)
	var rows []string
	for i := range a {
		rows = append(rows, "["+a[i]+","+b[i]+"]")
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// rowMeans writes the mean of each row.
func rowMeans(text string) string {
	var means []string
	for row := range strings.SplitSeq(text, "|") {
		sum, fields := 0.0, strings.Fields(row)
		for _, f := range fields {
			v, _ := strconv.ParseFloat(f, 64)
			sum += v
		}
		means = append(means, strconv.FormatFloat(sum/float64(len(fields)), 'g', -1, 64))
	}
	return "[" + strings.Join(means, ",") + "]"
}

// digits writes groups of digits, a group a row, as they stand or as that many raters of each category in turn.
func digits(text string, spread bool) string {
	var rows []string
	for group := range strings.FieldsSeq(text) {
		var row []string
		for category, d := range group {
			if !spread {
				row = append(row, string(d))
				continue
			}
			for range int(d - '0') {
				row = append(row, strconv.Itoa(category+1))
			}
		}
		rows = append(rows, "["+strings.Join(row, ",")+"]")
	}
	return "[" + strings.Join(rows, ",") + "]"
}

const (
	shroutFleiss = `9 2 5 8|6 1 3 2|8 4 6 8|7 1 2 6|10 5 6 9|6 2 4 7`
	attitude     = `43 51 30 39 61 92 45|63 64 51 54 63 73 47|71 70 68 69 76 86 48|61 63 45 47 54 84 35|81 78 56 66 71 83 47|43 55 49 44 54 49 34|58 67 42 56 66 68 35|71 75 50 55 70 66 41|72 82 72 67 71 83 31|67 61 45 47 62 80 41|64 53 53 58 58 67 34|67 60 47 39 59 74 41|69 62 57 42 55 63 25|68 83 83 45 59 77 35|77 77 54 72 79 77 46|81 90 50 72 60 54 36|74 85 64 69 79 79 63|65 60 65 75 55 80 60|65 70 46 57 75 85 46|50 58 68 54 64 78 52|50 40 33 34 43 64 33|64 61 52 62 66 80 41|53 66 52 50 63 80 37|40 37 42 58 50 57 49|63 54 42 48 66 75 33|66 77 66 63 88 76 72|78 75 58 74 80 78 49|48 57 44 45 51 83 38|85 85 71 71 77 74 55|82 82 39 59 64 78 39`
	diagnoses    = `00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006`
	sleepFirst   = `0.7 -1.6 -0.2 -1.2 -0.1 3.4 3.7 0.8 0.0 2.0`
	sleepSecond  = `1.9 0.8 1.1 0.1 -0.1 4.4 5.5 1.6 4.6 3.4`
	bases        = `5.40 5.50 5.55|5.85 5.70 5.75|5.20 5.60 5.50|5.55 5.50 5.40|5.90 5.85 5.70|5.45 5.55 5.60|5.40 5.40 5.35|5.45 5.50 5.35|5.25 5.15 5.00|5.85 5.80 5.70|5.25 5.20 5.10|5.65 5.55 5.45|5.60 5.35 5.45|5.05 5.00 4.95|5.50 5.50 5.40|5.45 5.55 5.50|5.55 5.55 5.35|5.45 5.50 5.55|5.50 5.45 5.25|5.65 5.60 5.40|5.70 5.65 5.55|6.30 6.30 6.25`
	depressed    = `1.83 0.50 1.62 2.48 1.68 1.88 1.55 3.06 1.30`
	treated      = `0.878 0.647 0.598 2.05 1.06 1.29 1.06 3.14 1.29`
)

func agreementExamples() []worked {
	return []worked{
		{"Shrout and Fleiss 1979", "agreement", `{"ratings":` + table(shroutFleiss) + `}`, `
			icc.mean_squares.subjects 11.2416667
			icc.mean_squares.raters 32.4861111
			icc.mean_squares.residual 1.0194444
			icc.mean_squares.within 6.2638889
			icc.forms.0.icc.value 0.16574177
			icc.forms.0.icc.low -0.132932
			icc.forms.0.icc.high 0.722560
			icc.forms.0.f.statistic.value 1.7946785
			icc.forms.0.f.df 5
			icc.forms.0.f.df2 18
			icc.forms.0.f.p.value 0.164769
			icc.forms.1.icc.value 0.28976378
			icc.forms.1.icc.low 0.018787
			icc.forms.1.icc.high 0.761084
			icc.forms.1.f.statistic.value 11.0272480
			icc.forms.1.f.df2 15
			icc.forms.1.f.p.value 0.000134567
			icc.forms.2.icc.value 0.71484071
			icc.forms.2.icc.low 0.342465
			icc.forms.2.icc.high 0.945858
			icc.forms.3.icc.value 0.44279713
			icc.forms.3.icc.low -0.884442
			icc.forms.3.icc.high 0.912415
			icc.forms.4.icc.value 0.62005055
			icc.forms.4.icc.low 0.071137
			icc.forms.4.icc.high 0.927232
			icc.forms.5.icc.value 0.90931554
			icc.forms.5.icc.low 0.675675
			icc.forms.5.icc.high 0.985892`},
		{"its ICC(3,4) is alpha", "consistency", `{"rows":` + table(shroutFleiss) + `}`, `
			alpha.value 0.90931554`},
		{"attitude, R", "consistency", `{"rows":` + table(attitude) + `}`, `
			n 30
			alpha.value 0.84314277
			alpha.low 0.739376
			alpha.high 0.915773
			standardised.value 0.83908380
			mean_r.value 0.42690664
			items.0.alpha_without.value 0.809760
			items.1.alpha_without.value 0.796917
			items.2.alpha_without.value 0.827848
			items.3.alpha_without.value 0.803031
			items.4.alpha_without.value 0.795387
			items.5.alpha_without.value 0.863872
			items.6.alpha_without.value 0.840465
			items.0.rest_r.value 0.671262
			items.1.rest_r.value 0.742110
			items.2.rest_r.value 0.560711
			items.3.rest_r.value 0.714445
			items.4.rest_r.value 0.786276
			items.5.rest_r.value 0.265034
			items.6.rest_r.value 0.460811`},
		{"attitude, means of people", "describe", `{"values":` + rowMeans(attitude) + `}`, `
			mean.value 60.438095
			sd.value 8.249789`},
		{"Feldt's interval", "consistency", `{"known":{"alpha":0.85,"items":7,"people":89}}`, `
			alpha.low 0.797065
			alpha.high 0.893167`},
		{"Fleiss 1971", "agreement", `{"counts":` + digits(diagnoses, false) + `}`, `
			fleiss.observed 0.555556
			fleiss.chance 0.219938
			fleiss.kappa.value 0.4302445
			fleiss.se0.value 0.0243739
			fleiss.z.value 17.65183
			fleiss.categories.0.kappa.value 0.245
			fleiss.categories.1.kappa.value 0.245
			fleiss.categories.2.kappa.value 0.520
			fleiss.categories.3.kappa.value 0.471
			fleiss.categories.4.kappa.value 0.566
			fleiss.categories.0.z.value 5.192
			fleiss.categories.2.z.value 11.031
			fleiss.categories.3.z.value 9.994
			fleiss.categories.4.z.value 12.009`},
		{"the same by rater", "agreement", `{"ratings":` + digits(diagnoses, true) + `}`, `
			fleiss.kappa.value 0.4302445
			conger.value 0.4418085
			light.value 0.4594121`},
		{"Cohen 1968", "agreement", `{"table":[[88,14,18],[10,40,10],[2,6,12]],"disagreement":[[0,1,3],[1,0,6],[3,6,0]]}`, `
			subjects 200
			cohen.kappa.value 0.4915254
			cohen.kappa.low 0.391564
			cohen.kappa.high 0.591487
			cohen_weighted.kappa.value 0.3478261
			cohen_quadratic.kappa.value 0.4545455`},
		{"two by two", "agreement", `{"table":[[20,5],[10,15]]}`, `
			cohen.kappa.value 0.4
			cohen.se.value 0.126996`},
		{"Krippendorff 2011", "agreement", `{"ratings":[[1,1,null,1],[2,2,3,2],[3,3,3,3],[3,3,3,3],[2,2,2,2],[1,2,3,4],[4,4,4,4],[1,1,2,1],[2,2,2,2],[null,5,5,5],[null,null,1,1],[null,3,null,null]]}`, `
			krippendorff.nominal.value 0.743
			krippendorff.ordinal.value 0.815
			krippendorff.interval.value 0.849`},
	}
}

func changeExamples() []worked {
	return []worked{
		{"sleep, R, first less second", "change", `{"pairs":` + pairs(sleepSecond, sleepFirst) + `}`, `
			paired.mean.value -1.58
			paired.sd.value 1.2299955
			paired.t.statistic.value -4.0621277
			paired.t.df 9
			paired.t.p.value 0.00283289
			paired.mean.low -2.4598858
			paired.mean.high -0.7001142
			paired.sizes.d_z.value -1.2845576
			paired.sizes.d_z.low -2.118017
			paired.sizes.d_z.high -0.414628
			paired.sizes.g_z.value -1.1739249
			paired.r.value 0.7951702
			paired.sizes.d_av.value -0.8334963
			paired.sizes.d_rms.value -0.8321811
			paired.sizes.d_rm.value -0.8221766
			wilcoxon.n 9
			wilcoxon.zeros 1
			wilcoxon.v.value 0
			wilcoxon.v_mean.value 22.5
			wilcoxon.v_variance.value 71.125
			wilcoxon.p_normal.value 0.009090698
			wilcoxon.p_normal_plain.value 0.007632442`},
		{"Hollander and Wolfe 1973", "change", `{"pairs":` + pairs(treated, depressed) + `}`, `
			wilcoxon.v.value 40
			wilcoxon.w.value 5
			wilcoxon.p_exact_one_sided.value 0.01953125
			wilcoxon.p_exact.value 0.0390625
			wilcoxon.pseudo_median.value 0.46
			wilcoxon.pseudo_median.low 0.010
			wilcoxon.pseudo_median.high 0.786
			wilcoxon.p_normal.value 0.0440110
			wilcoxon.p_normal_plain.value 0.0381517
			wilcoxon.rank_biserial.value 0.7777778`},
		{"five pairs cannot", "change", `{"pairs":[[0,1],[0,2],[0,3],[0,4],[0,5]]}`, `
			wilcoxon.p_exact.value 0.0625
			wilcoxon.least_p.value 0.0625
			wilcoxon.can_reach false`},
		{"six pairs can", "change", `{"pairs":[[0,1],[0,2],[0,3],[0,4],[0,5],[0,6]]}`, `
			wilcoxon.p_exact.value 0.03125
			wilcoxon.can_reach true`},
		{"sites with other people each time", "change", `{"sites":[{"first":[1,2,3],"second":[3,5]},{"first":[2],"second":[3]},{"first":[9],"second":[]}]}`, `
			paired.n 2
			paired.mean.value 1.5`},
		{"McNemar", "change", `{"yes_no":{"gained":150,"lost":86}}`, `
			mcnemar.corrected.statistic.value 16.817797
			mcnemar.corrected.p.value 4.114562e-5
			mcnemar.plain.statistic.value 17.355932
			mcnemar.p_exact.value 3.715936e-5`},
		{"rounding bases, R", "repeated", `{"rows":` + table(bases) + `}`, `
			chi_squared.statistic.value 11.142857
			chi_squared.df 2
			chi_squared.p.value 0.003805041`},
		{"Jacobson and Truax 1991", "reliable-change", `{"first":47.5,"second":32.5,"sd":7.5,"reliability":0.8}`, `
			se 3.354102
			se_difference 4.743416
			rci -3.162278
			reliable true`},
		{"four tests", "adjust", `{"p":[0.01,0.04,0.03,0.005]}`, `
			holm.0 0.03
			holm.1 0.06
			holm.2 0.06
			holm.3 0.02
			benjamini_hochberg.0 0.02
			benjamini_hochberg.1 0.04
			benjamini_hochberg.2 0.04
			benjamini_hochberg.3 0.02`},
		{"eight of each crèche", "clustering", `{"known":{"icc":0.1,"per_site":8,"people":120}}`, `
			design_effect.value 1.7
			effective_n.value 70.588`},
		{"type 7", "describe", `{"values":[1,2,2,3,4,4,5]}`, `
			quantiles.0.value 1
			quantiles.1.value 2
			quantiles.2.value 3
			quantiles.3.value 4
			quantiles.4.value 5`},
		{"81 of 263", "proportion", `{"hits":81,"n":263}`, "low 0.255289\nhigh 0.366210"},
		{"15 of 148", "proportion", `{"hits":15,"n":148}`, "low 0.062386\nhigh 0.160487"},
		{"none of 20", "proportion", `{"hits":0,"n":20}`, "low 0\nhigh 0.161125"},
		{"1 of 29", "proportion", `{"hits":1,"n":29}`, "low 0.006113\nhigh 0.171755"},
	}
}

func TestTheCalculatorGivesThePrintedDigits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, w := range append(agreementExamples(), changeExamples()...) {
		t.Run(w.name, func(t *testing.T) {
			var got any
			h.do(coordinator, "POST", "/statistics:"+w.operation, json.RawMessage(w.body), &got)
			for line := range strings.Lines(strings.TrimSpace(w.want)) {
				path, want, _ := strings.Cut(strings.TrimSpace(line), " ")
				mustPrint(t, path, at(got, path), want)
			}
		})
	}
}

// at follows a path such as "icc.forms.0.icc.value" into an answer.
func at(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		}
	}
	return v
}

// mustPrint compares a figure with a printed one: to half of its last digit.
func mustPrint(t *testing.T, path string, got any, want string) {
	t.Helper()
	if flag, is := got.(bool); is {
		if strconv.FormatBool(flag) != want {
			t.Errorf("%s is %v, want %s", path, flag, want)
		}
		return
	}
	v, is := got.(float64)
	printed, err := strconv.ParseFloat(want, 64)
	mantissa, exponent, _ := strings.Cut(want, "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent)
	if !is || err != nil || math.Abs(v-printed) > 0.501*math.Pow10(power-len(decimals)) {
		t.Errorf("%s is %v, want %s", path, got, want)
	}
}

func TestTheCalculatorSaysWhyItCannot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, w := range []worked{
		{"one who answered all", "consistency", `{"rows":[[1,2],[3,null]]}`, "422 statistic-impossible /rows too-few-people"},
		{"one item", "consistency", `{"rows":[[1],[2]]}`, "422 statistic-impossible /rows too-few-items"},
		{"all alike", "consistency", `{"rows":[[3,3],[3,3]]}`, "422 statistic-impossible /rows no-variance"},
		{"ragged rows", "consistency", `{"rows":[[1,2],[3]]}`, "422 invalid-input /rows/1"},
		{"nothing", "consistency", `{}`, "422 invalid-input"},
		{"two things", "consistency", `{"rows":[[1,2]],"known":{"alpha":0.8,"items":3,"people":9}}`, "422 invalid-input"},
		{"a word", "consistency", `{"rows":[[1,"two"]]}`, "422 invalid-input /rows/0/1"},
		{"NaN", "consistency", `{"rows":[[1,NaN]]}`, "422 malformed-body "},
		{"too large to keep digits", "describe", `{"values":[1,1e300]}`, "422 invalid-input /values/1"},
		{"one rater", "agreement", `{"ratings":[[1],[2]]}`, "422 statistic-impossible /ratings/0 too-few-raters"},
		{"raters differ in number", "agreement", `{"counts":[[2,1],[2,2]]}`, "422 invalid-input /counts/1"},
		{"no square", "agreement", `{"table":[[1,2]]}`, "422 invalid-input /table"},
		{"half a case", "agreement", `{"table":[[1.5,2],[1,1]]}`, "422 invalid-input /table/0/0"},
		{"other weights", "agreement", `{"table":[[1,2],[1,1]],"disagreement":[[0]]}`, "422 invalid-input /disagreement"},
		{"three of a pair", "change", `{"pairs":[[1,2,3]]}`, "422 invalid-input /pairs/0"},
		{"half a pair", "change", `{"pairs":[[1,null]]}`, "422 invalid-input /pairs/0/1"},
		{"one block", "repeated", `{"rows":[[1,2,3]]}`, "422 statistic-impossible /rows too-few-people"},
		{"one time", "repeated", `{"rows":[[1],[2]]}`, "422 statistic-impossible /rows too-few-times"},
		{"more hits than cases", "proportion", `{"hits":3,"n":2}`, "422 invalid-input /n"},
		{"no probability", "adjust", `{"p":[0.5,1.5]}`, "422 invalid-input /p/1"},
		{"a measure without error", "reliable-change", `{"first":1,"second":2,"sd":3,"reliability":1}`, "422 statistic-impossible /sd no-variance"},
	} {
		t.Run(w.name, func(t *testing.T) {
			_, answer, err := h.try(coordinator, http.MethodPost, "/statistics:"+w.operation, w.body)
			if err == nil {
				t.Fatalf("accepted: %s", answer)
			}
			f := fault.From(err)
			got := strconv.Itoa(f.GetStatus()) + " " + f.Code
			for _, field := range f.Fields {
				got += " " + field.Pointer
				if f.Code == "statistic-impossible" {
					got += " " + field.Rule
				}
			}
			if got != w.want {
				t.Errorf("%s, want %s: %v", got, w.want, err)
			}
		})
	}
}

func TestFiguresBesideOthersSayWhyThereAreNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, w := range []worked{
		{"one pair", "change", `{"pairs":[[1,2]]}`, "paired.t.statistic.reason too-few-pairs\nwilcoxon.pseudo_median.interval_reason too-few-pairs"},
		{"nobody moved", "change", `{"pairs":[[1,1],[2,2]]}`, "paired.t.statistic.reason no-variance\nwilcoxon.v.reason no-change"},
		{"no site has both", "change", `{"sites":[{"first":[1],"second":[]}]}`, "paired.mean.reason no-answer\nwilcoxon.v.reason no-answer"},
		{"nobody changed their answer", "change", `{"yes_no":{"gained":0,"lost":0}}`, "mcnemar.p_exact.reason no-change"},
		{"ties", "change", `{"pairs":[[1,2],[2,3],[5,3]]}`, "wilcoxon.p_exact.reason ties"},
		{"raters who all say the same", "agreement", `{"ratings":[[1,1],[1,1]]}`, "impossible.cohen no-variance\nimpossible.icc no-variance\nkrippendorff.nominal.reason no-variance\nimpossible.fleiss no-variance"},
		{"three raters", "agreement", `{"ratings":[[1,1,2],[1,2,2]]}`, "impossible.cohen only-two-raters\nexact.interval_reason only-two-raters"},
		{"equal times", "repeated", `{"rows":[[1,1],[2,2]]}`, "chi_squared.statistic.reason no-variance\nw.reason no-variance"},
		{"one site", "clustering", `{"sites":[[1,2,3]]}`, "icc.reason too-few-sites\nmean.interval_reason too-few-sites"},
		{"one a site", "clustering", `{"sites":[[1],[2]]}`, "icc.reason too-few-people"},
		{"one number", "describe", `{"values":[4]}`, "sd.reason too-few-people\nmean.interval_reason too-few-people"},
		{"people who did not answer all", "consistency", `{"rows":[[1,2,2],[2,2,3],[3,4,null],[4,5,5]],"rule":"pairwise"}`, "rule pairwise\nalpha.interval_reason mixed-people"},
	} {
		t.Run(w.name, func(t *testing.T) {
			var got any
			h.do(coordinator, "POST", "/statistics:"+w.operation, json.RawMessage(w.body), &got)
			for line := range strings.Lines(w.want) {
				path, want, _ := strings.Cut(strings.TrimSpace(line), " ")
				if at(got, path) != want {
					t.Errorf("%s is %v, want %s", path, at(got, path), want)
				}
			}
		})
	}
}

// Whatever the numbers are, there is an answer, or a refusal that says what is wrong with them.
func TestTheCalculatorFailsOnNothing(t *testing.T) {
	t.Parallel()
	h, dice := newHouse(t), rand.New(rand.NewPCG(1, 2))
	for range 400 {
		var rows []string
		width := 1 + dice.IntN(4)
		for range 1 + dice.IntN(5) {
			var row []string
			for range width {
				row = append(row, []string{"0", "1", "1", "2", "0.1", "null", "1e12"}[dice.IntN(7)])
			}
			rows = append(rows, "["+strings.Join(row, ",")+"]")
		}
		table := "[" + strings.Join(rows, ",") + "]"
		whole := strings.ReplaceAll(table, "null", "3")
		for _, w := range []worked{
			{"", "agreement", `{"ratings":` + table + `}`, ""},
			{"", "agreement", `{"table":` + strings.NewReplacer("0.1", "4", "1e12", "7").Replace(whole) + `}`, ""},
			{"", "consistency", `{"rule":"pairwise","rows":` + table + `}`, ""},
			{"", "consistency", `{"rows":` + table + `}`, ""},
			{"", "change", `{"pairs":` + whole + `}`, ""},
			{"", "repeated", `{"rows":` + whole + `}`, ""},
			{"", "clustering", `{"sites":` + whole + `}`, ""},
		} {
			_, _, err := h.try(coordinator, http.MethodPost, "/statistics:"+w.operation, w.body)
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%s %s: %v", w.operation, w.body, err)
			}
		}
	}
}

package questionnaire

// Kind is how a scale is read and answered.
type Kind string

// The kinds of scales. All of them are answered by a whole number from Min to Max.
const (
	Likert    Kind = "likert"    // degrees of agreement; at least both ends have a wording
	Frequency Kind = "frequency" // how often; every value has a wording
	YesNo     Kind = "yesno"     // 0 and 1
	Rubric    Kind = "rubric"    // levels described by anchors, values between two anchors allowed
	Stop      Kind = "stop"      // steps read from the lowest up; the answer is the last one wholly met
	Rating    Kind = "rating"    // any whole number of a range, without wording
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Likert, Frequency, YesNo, Rubric, Stop, Rating} }

// Scale is a range of answers and their wording.
type Scale struct {
	Key           string   `json:"key" pattern:"^[a-z][a-z0-9_-]{0,39}$" fr:"Code" en:"Key"`
	Kind          Kind     `json:"kind" enum:"likert,frequency,yesno,rubric,stop,rating" fr:"Genre" en:"Kind"`
	Min           int      `json:"min" minimum:"-1000" maximum:"1000" fr:"Valeur la plus basse" en:"Lowest value"`
	Max           int      `json:"max" minimum:"-1000" maximum:"1000" fr:"Valeur la plus haute" en:"Highest value"`
	Anchors       []Anchor `json:"anchors,omitempty" maxItems:"101" fr:"Repères" en:"Anchors"`
	NotApplicable bool     `json:"not_applicable,omitempty" fr:"« Sans objet » est possible" en:"“Not applicable” is possible"`
	NotObserved   bool     `json:"not_observed,omitempty" fr:"« Non observé » est possible" en:"“Not observed” is possible"`
}

// Anchor is the wording of one value.
type Anchor struct {
	Value int    `json:"value" fr:"Valeur" en:"Value"`
	FR    string `json:"fr,omitempty" maxLength:"500" fr:"En français" en:"In French"`
	FRCA  string `json:"fr-CA,omitempty" maxLength:"500" fr:"En français du Canada" en:"In Canadian French"`
	EN    string `json:"en,omitempty" maxLength:"500" fr:"En anglais" en:"In English"`
}

// Text returns the anchor's wordings by language.
func (a Anchor) Text() Text {
	return Text{"fr": a.FR, "fr-CA": a.FRCA, "en": a.EN}
}

// steps is how many values a scale has.
func (s Scale) steps() int { return s.Max - s.Min + 1 }

// reverse turns a value round.
func (s Scale) reverse(v float64) float64 { return float64(s.Min+s.Max) - v }

// percent puts a value on 0 to 100.
func (s Scale) percent(v float64) float64 {
	return (v - float64(s.Min)) / float64(s.Max-s.Min) * 100
}

// worded lists the values that must have an anchor.
func (s Scale) worded() []int {
	switch s.Kind {
	case Likert, Rubric:
		return []int{s.Min, s.Max}
	case Frequency, YesNo, Stop:
		all := make([]int, 0, s.steps())
		for v := s.Min; v <= s.Max; v++ {
			all = append(all, v)
		}
		return all
	}
	return nil
}

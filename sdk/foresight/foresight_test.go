package foresight_test

import (
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/foresight"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	const ok, below, home, rest, none = foresight.Showable, foresight.BelowFloor, foresight.Never, foresight.Remainder, foresight.NoHeadcount
	for _, tc := range []struct {
		name  string
		floor int
		parts []foresight.Part
		want  []foresight.Reason
	}{
		{"the remainder takes the next smallest", 5, sized(12, 9, 5, 3, 1), []foresight.Reason{ok, ok, rest, below, below}},
		{"hidden ones reach the floor together", 5, sized(12, 5, 4, 3), []foresight.Reason{ok, ok, below, below}},
		{"as many as it takes", 20, sized(40, 24, 21, 3), []foresight.Reason{ok, ok, rest, below}},
		{"of equals the first", 5, sized(9, 9, 4), []foresight.Reason{rest, ok, below}},
		{"a single provider", 5, []foresight.Part{{N: 7, Never: true}, {N: 12}}, []foresight.Reason{home, ok}},
		{"single providers below the floor", 5, []foresight.Part{{N: 1, Never: true}, {N: 12}, {N: 9}}, []foresight.Reason{home, ok, rest}},
		{"nobody knows", 5, sized(12, 0), []foresight.Reason{ok, none}},
		{"a floor is never below the least", 1, sized(4, 12), []foresight.Reason{below, rest}},
		{"nobody is left", 5, sized(3), []foresight.Reason{below}},
		{"nothing", 5, nil, nil},
	} {
		if got := foresight.Judge(tc.floor, tc.parts); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

func sized(all ...int) []foresight.Part {
	parts := make([]foresight.Part, len(all))
	for i, n := range all {
		parts[i] = foresight.Part{N: n}
	}
	return parts
}

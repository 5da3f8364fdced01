package authz

import (
	"cmp"
	"encoding/json"
	"math"
	"strings"
)

// Ranks of types in Rego's order. Missing values and objects have none: they compare with nothing.
const (
	unranked = iota
	rankBool
	rankNumber
	rankText
)

func rank(v any) int {
	switch v.(type) {
	case bool:
		return rankBool
	case int, int64, float64, json.Number:
		return rankNumber
	case string:
		return rankText
	}
	return unranked
}

// compare orders two values as Rego does; false when one is missing or cannot be compared.
func compare(a, b any) (int, bool) {
	ra, rb := rank(a), rank(b)
	switch {
	case ra == unranked || rb == unranked:
		return 0, false
	case ra != rb:
		return cmp.Compare(ra, rb), true
	case ra == rankText:
		return strings.Compare(a.(string), b.(string)), true
	case ra == rankBool:
		return compareBool(a.(bool), b.(bool)), true
	}
	return compareNumber(a, b)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareNumber is exact for whole numbers on both sides; otherwise it compares as doubles, which is exact
// because policies hold no number beyond 2^53.
func compareNumber(a, b any) (int, bool) {
	ia, fa, wholeA := number(a)
	ib, fb, wholeB := number(b)
	if wholeA && wholeB {
		return cmp.Compare(ia, ib), true
	}
	return cmp.Compare(fa, fb), !math.IsNaN(fa) && !math.IsNaN(fb)
}

func number(v any) (whole int64, double float64, isWhole bool) {
	switch n := v.(type) {
	case int:
		return int64(n), float64(n), true
	case int64:
		return n, float64(n), true
	case float64:
		return 0, n, false
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return i, float64(i), true
		}
		if f, err := n.Float64(); err == nil {
			return 0, f, false
		}
	}
	return 0, math.NaN(), false
}

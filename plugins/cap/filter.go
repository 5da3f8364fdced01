package cap

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// and joins two filters, either of which may be empty.
func and(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return "(" + a + ") AND (" + b + ")"
}

// either is a filter for a field that holds one of some values.
func either(field string, values []string) string {
	parts := make([]string, 0, len(values))
	for _, v := range values {
		parts = append(parts, fmt.Sprintf("%s = %q", field, v))
	}
	return strings.Join(parts, " OR ")
}

// keys are a map's keys in order.
func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// byID is a list in the order in which its records were made.
func byID[T any](all []sdk.Item[T]) []sdk.Item[T] {
	return slices.SortedFunc(slices.Values(all), func(a, b sdk.Item[T]) int { return cmp.Compare(a.ID, b.ID) })
}

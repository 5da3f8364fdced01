package calculator

import (
	"errors"
	"fmt"
	"math"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// What a row may hold at most; schemas bound the rows. Numbers beyond largest would lose their digits.
const (
	maxColumns = 200
	largest    = 1e12
)

// row is a line of a table; null where a value is missing.
type row []*float64

// matrix reads a table whose rows are all as long as the first. A missing value becomes NaN where gaps are allowed.
func matrix(pointer string, rows []row, gaps bool) ([][]float64, error) {
	if len(rows) == 0 {
		return nil, fault.InvalidRule(pointer, fault.Required, "", "must hold at least one row")
	}
	table := make([][]float64, len(rows))
	for i, r := range rows {
		at := pointerTo(pointer, i)
		if len(r) == 0 || len(r) != len(rows[0]) || len(r) > maxColumns {
			return nil, fault.InvalidField(at, "must be as long as the first row, from 1 to %d values", maxColumns)
		}
		line, err := numbers(at, r, gaps)
		if err != nil {
			return nil, err
		}
		table[i] = line
	}
	return table, nil
}

// numbers reads one row.
func numbers(pointer string, r row, gaps bool) ([]float64, error) {
	line := make([]float64, len(r))
	for j, v := range r {
		at := pointerTo(pointer, j)
		switch {
		case v == nil && !gaps:
			return nil, fault.InvalidRule(at, fault.Required, "", "must be a number")
		case v == nil:
			line[j] = math.NaN()
		case math.Abs(*v) > largest:
			return nil, fault.InvalidField(at, "must lie between -1e12 and 1e12")
		default:
			line[j] = *v
		}
	}
	return line, nil
}

// counts reads a table of whole numbers from 0 up.
func counts(pointer string, rows []row) ([][]float64, error) {
	table, err := matrix(pointer, rows, false)
	if err != nil {
		return nil, err
	}
	for i, line := range table {
		for j, v := range line {
			if v < 0 || v != math.Trunc(v) || v > 1e6 {
				return nil, fault.InvalidField(fmt.Sprintf("%s/%d/%d", pointer, i, j), "must be a whole number from 0 to 1000000")
			}
		}
	}
	return table, nil
}

// pointerTo is the place of the i-th thing of a list.
func pointerTo(list string, i int) string { return fmt.Sprintf("%s/%d", list, i) }

// square refuses a table that has not as many rows as columns.
func square(pointer string, table [][]float64) error {
	if len(table) != len(table[0]) {
		return fault.InvalidField(pointer, "must have as many rows as columns")
	}
	return nil
}

// one refuses a body that does not say exactly one of the things that it may.
func one(given map[string]bool) error {
	count := 0
	for _, there := range given {
		if there {
			count++
		}
	}
	if count != 1 {
		return fault.New(fault.Invalid, "invalid-input", "Give exactly one of the kinds of data that the operation takes.")
	}
	return nil
}

// impossible is the refusal of a statistic that these numbers cannot carry.
func impossible(pointer string, err error) error {
	var r stat.Reason
	if !errors.As(err, &r) {
		return err
	}
	refusal := fault.New(fault.Invalid, "statistic-impossible", "These numbers cannot carry the statistic.")
	refusal.Fields = []fault.Field{{Pointer: pointer, Rule: string(r), Message: r.Error()}}
	return refusal
}

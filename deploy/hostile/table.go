//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// show writes the table, for people or for programs.
func show(to io.Writer, results []result, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(to)
		encoder.SetIndent("", "  ")
		return encoder.Encode(results)
	}
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ATTACK\tATTEMPTS\tCONTROL HITS\tLEAKS\tOTHERS' P99 BEFORE\tDURING\t")
	for _, r := range results {
		control := fmt.Sprint(r.Control)
		if r.Control == untried {
			control = "-"
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%d\t%s\t%s\t%s\n", r.Attack, r.Attempts, control, r.Leaks, tenths(r.Before), tenths(r.During), r.fault())
	}
	return table.Flush()
}

// tenths is a time as milliseconds; nothing where nobody worked.
func tenths(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

//go:build linux

package main

import (
	"testing"
	"time"
)

// Every attack of the corpus that takes no time succeeds against the server without defences, and not once against the
// one that is shipped.
func TestHostile(t *testing.T) {
	t.Parallel()
	began := time.Now()
	results, err := run(t.Context(), plan{root: "../.."}, func(text string) { t.Log(time.Since(began).Round(10*time.Millisecond), text) })
	if err != nil {
		t.Fatal(err)
	}
	if err := verdict(results); err != nil {
		t.Error(err)
	}
	for _, r := range results {
		t.Logf("%+v", r)
	}
}

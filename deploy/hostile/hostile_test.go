//go:build linux

package main

import (
	"testing"
	"time"
)

// Not one attack of the corpus that takes no time succeeds against the server, and every defence is where its cut looks
// for it. That each succeeds without the defences is shown by `make hostile` alone: the control takes a minute to build.
// core/confine and sdk/wire have controls of their own for what they defend.
func TestHostile(t *testing.T) {
	t.Parallel()
	began := time.Now()
	results, err := run(t.Context(), plan{root: "../..", alone: true}, func(text string) { t.Log(time.Since(began).Round(10*time.Millisecond), text) })
	if err != nil {
		t.Fatal(err)
	}
	if err := verdict(results); err != nil {
		t.Error(err)
	}
}

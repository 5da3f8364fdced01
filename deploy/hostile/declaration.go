//go:build linux

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// declarations are the attacks by what a module says of itself.
func declarations() []row {
	return []row{
		{name: "routes that overlap or climb", times: 1, try: declaring("overlap", "shadow", "dots", "encoded", "empty", "backslash")},
		{name: "operations that no gate asks about", times: 1, try: declaring("foreignact", "ungated")},
		{name: "markup in a declaration", times: 1, try: declaring("markup", "plain")},
	}
}

// oversized comes last: the control is left with a module whose name nobody can write, and tells it whole
// at every install.
func oversized() []row {
	return []row{{name: "a declaration that is too large, or never comes", times: 1, try: declaring("huge", "wordy", "silent")}}
}

// longestWord is how much an operator is told of what is wrong with a module, and where: a line.
const longestWord = 4 << 10

// declaring installs modules with declarations that no module may have. It is a hit too where that takes longer than a minute,
// or where more is told of it than a line.
func declaring(flaws ...string) func(context.Context, *stage, int) (attack.Report, error) {
	return func(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
		for _, flaw := range flaws {
			began := time.Now()
			err := s.install(ctx, flaw)
			told := fmt.Sprint(err)
			long := len(told) > longestWord || strings.Contains(strings.TrimSpace(told), "\n") || time.Since(began) > time.Minute
			all.Count(err == nil || long, fmt.Sprintf("%.500s", told))
		}
		return all, ctx.Err()
	}
}

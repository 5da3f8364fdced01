//go:build linux

package main

import (
	"context"
	"fmt"

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

// declaring installs modules with declarations that no module may have.
func declaring(flaws ...string) func(context.Context, *stage, int) (attack.Report, error) {
	return func(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
		for _, flaw := range flaws {
			err := s.install(ctx, flaw)
			all.Count(err == nil, fmt.Sprint(err))
		}
		return all, ctx.Err()
	}
}

package rego

import (
	"context"
	"time"
)

// attempts is how often an evaluation may run out of time before it counts as too slow: on a machine that is
// busy elsewhere, one evaluation may wait longer than it works.
const attempts = 4

// limited runs an evaluation under a time limit, again when it ran out of time and the caller still waits.
// Late reports that every attempt did.
func limited(ctx context.Context, limit time.Duration, do func(context.Context) error) (late bool, err error) {
	for range attempts {
		if late, err = once(ctx, limit, do); !late || ctx.Err() != nil {
			return false, err
		}
	}
	return late, err
}

func once(ctx context.Context, limit time.Duration, do func(context.Context) error) (late bool, err error) {
	short, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = do(short)
	return err != nil && short.Err() != nil, err
}

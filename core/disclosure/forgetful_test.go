package disclosure_test

import (
	"context"

	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// forgetful keeps the last publication only: enough to measure with.
type forgetful struct{ last []disclosure.Shown }

func (l *forgetful) Past(context.Context, tenant.ID, string) ([]disclosure.Shown, error) {
	return l.last, nil
}

func (l *forgetful) Remember(_ context.Context, _ tenant.ID, _ string, shown []disclosure.Shown) error {
	l.last = shown
	return nil
}

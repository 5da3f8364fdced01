package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// What the core runs by schedule in each organisation, as a module does its jobs.
const (
	coreJobs     = "core"
	retentionJob = "retention"
	retainEvery  = 24 * time.Hour
)

// job carries out a job: the core's own, or a module's.
func (p *parts) job(ctx context.Context, item outbox.Item) error {
	switch {
	case item.Consumer != coreJobs:
		return p.modules.run(ctx, item)
	case item.Name == notice.Weekly:
		return p.desk.Week(ctx, item.Tenant)
	}
	return p.retain(ctx, item.Tenant)
}

// retain lets go of what a tenant keeps no longer, and sees to week's messages whose job stayed where the tenant came from. What stops it is said and tried again; it goes on from there.
func (p *parts) retain(ctx context.Context, id tenant.ID) error {
	t, err := p.db.Directory().ByID(ctx, id)
	if err != nil || !t.Standing.Open() {
		return err
	}
	var failed []error
	for _, rule := range p.records.Rules(id, t.Settings.Retention) {
		_, err := p.records.Retain(ctx, id, rule)
		failed = append(failed, err)
	}
	return errors.Join(append(failed, p.dropNotices(ctx, id), p.desk.Week(ctx, id))...)
}

// holds finds what legal holds are about, as it is now.
type holds struct {
	store privacy.Store
	roll  identity.Roll
	tree  tenant.Tree
	now   func() time.Time
}

// Live implements record.Holds.
func (h holds) Live(ctx context.Context, t tenant.ID) ([]record.Hold, error) {
	kept, err := h.store.Holds(ctx, t)
	if err != nil {
		return nil, err
	}
	var live []record.Hold
	for _, one := range kept {
		if !one.Live(h.now()) {
			continue
		}
		found, err := h.found(ctx, t, one)
		if err != nil {
			return nil, fmt.Errorf("looking for what a hold is about: %w", err)
		}
		live = append(live, found)
	}
	return live, nil
}

// found names a hold's person and place as records do. A unit that is gone had no records left.
func (h holds) found(ctx context.Context, t tenant.ID, one privacy.Hold) (record.Hold, error) {
	out := record.Hold{Reason: one.Reason}
	switch one.Kind {
	case privacy.HoldCollection:
		out.Collection = one.Of
	case privacy.HoldUnit:
		unit, err := h.tree.Unit(ctx, t, one.Of)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return out, err
		}
		out.Unit = unit.Path
	case privacy.HoldPerson:
		person, err := h.roll.Person(ctx, t, one.Of)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return out, err
		}
		out.Person = subject(identity.Person{ID: one.Of, Email: person.Email})
	}
	return out, nil
}

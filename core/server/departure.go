package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// departEvery is how often organisations are looked for whose time is over.
const departEvery = time.Hour

// departures deletes organisations whose time is over, and tells of those that were.
type departures struct {
	*parts
	called chan struct{} // somebody's time is over now
}

// All implements api.Departures.
func (d *departures) All(ctx context.Context) ([]audit.Departure, error) {
	home, err := d.home(ctx)
	if err != nil {
		return nil, err
	}
	return d.db.Departures().All(ctx, home)
}

// Hurry implements api.Departures.
func (d *departures) Hurry() {
	select {
	case d.called <- struct{}{}:
	default:
	}
}

// run deletes until ctx ends. What fails is said, and tried again.
func (d *departures) run(ctx context.Context) error {
	for tick := time.NewTicker(departEvery); ; {
		if err := d.once(ctx); err != nil && ctx.Err() == nil {
			d.telemetry.Logger.ErrorContext(ctx, "deleting an organisation failed; it is tried again", "error", err)
		}
		select {
		case <-tick.C:
		case <-d.called:
		case <-ctx.Done():
			tick.Stop()
			return nil
		}
	}
}

// once removes what was left of organisations that did not arrive, goes on with the departures that were begun, then begins
// those that are due.
func (d *departures) once(ctx context.Context) error {
	if err := d.moving.giveUp(ctx); err != nil {
		return err
	}
	home, err := d.home(ctx)
	if err != nil {
		return err
	}
	noted, err := d.db.Departures().All(ctx, home)
	if err != nil {
		return err
	}
	var failed []error
	for _, one := range noted {
		if one.Ended == nil {
			failed = append(failed, d.take(ctx, home, one))
		}
	}
	all, err := d.others(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Standing.Over(time.Now()) {
			failed = append(failed, d.depart(ctx, home, t))
		}
	}
	return errors.Join(failed...)
}

// depart deletes one organisation.
func (d *departures) depart(ctx context.Context, home tenant.ID, t tenant.Tenant) error {
	one, err := d.begin(ctx, home, t)
	if err != nil {
		return fmt.Errorf("deleting %s: %w", t.Slug, err)
	}
	return d.take(ctx, home, one)
}

// begin notes what an organisation has, before anything of it is gone.
func (d *departures) begin(ctx context.Context, home tenant.ID, t tenant.Tenant) (audit.Departure, error) {
	one := audit.Departure{ID: t.ID, Slug: t.Slug, Began: time.Now().UTC().Truncate(time.Millisecond)}
	var err error
	if one.Had, err = d.db.Departures().Rows(ctx, t.ID); err != nil {
		return one, fmt.Errorf("counting what it has: %w", err)
	}
	for what, count := range map[string]func(tenant.ID) (int, error){"files": d.files.Count, "letters": d.post.Count} {
		n, err := count(t.ID)
		if err != nil {
			return one, fmt.Errorf("counting its %s: %w", what, err)
		}
		if n > 0 {
			one.Had[what] = int64(n)
		}
	}
	head, err := d.db.Log().Last(ctx, t.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return one, fmt.Errorf("reading the head of its log: %w", err)
	}
	one.Head = string(head.Note)
	return one, d.db.Departures().Note(ctx, home, one, departing(home, one, "core:tenant.forget"))
}

// take removes all there is of an organisation, looks whether anything is left, and signs that there is nothing.
func (d *departures) take(ctx context.Context, home tenant.ID, one audit.Departure) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("deleting %s: %w", one.Slug, err)
		}
	}()
	own, err := d.withdraw(ctx, one.ID)
	if err != nil {
		return err
	}
	if err := d.callBack(ctx, one); err != nil {
		return err
	}
	if err := d.files.Forget(one.ID); err != nil {
		return err
	}
	if err := d.post.Forget(one.ID); err != nil {
		return err
	}
	if err := d.db.Departures().Forget(ctx, one.ID); err != nil {
		return err
	}
	if err := d.uninstall(ctx, own); err != nil {
		return err
	}
	left, err := d.db.Departures().Rows(ctx, one.ID)
	if err != nil {
		return fmt.Errorf("looking for what is left: %w", err)
	}
	if len(left) > 0 {
		return fmt.Errorf("rows are left in %s", strings.Join(slices.Sorted(maps.Keys(left)), ", "))
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	one.Ended = &now
	if one.Certificate, err = d.keys.Attest(certificate(one)); err != nil {
		return fmt.Errorf("signing the certificate: %w", err)
	}
	if err := d.db.Departures().Note(ctx, home, one, departing(home, one, "core:tenant.forgotten")); err != nil {
		return err
	}
	d.telemetry.Logger.InfoContext(ctx, "an organisation was deleted", "organisation", one.Slug)
	return nil
}

// withdraw removes an organisation's packages that wait for the operator, ends its processes, and lists what was installed for
// it alone.
func (d *departures) withdraw(ctx context.Context, id tenant.ID) ([]module.Release, error) {
	waiting, err := d.db.Requests().Of(ctx, id, mostToDiscard)
	if err != nil {
		return nil, err
	}
	for _, r := range waiting {
		if r.Package != "" {
			if err := d.modules.host.Discard(module.Upload{ID: r.ID, Digest: r.Package}); err != nil {
				return nil, err
			}
		}
	}
	return d.modules.host.Withdraw(ctx, id)
}

// callBack takes away what people of an organisation hold in others.
func (d *departures) callBack(ctx context.Context, one audit.Departure) error {
	away, err := d.db.Stays().Stays(ctx, one.ID, "")
	if err != nil {
		return fmt.Errorf("looking for what its people hold elsewhere: %w", err)
	}
	for _, stay := range away {
		err := d.db.Book().Change(ctx, stay.Host, departing(stay.Host, one, "core:stay.end"), func(ctx context.Context, tx audit.Tx) error {
			return tx.People().Erase(ctx, stay.Person)
		})
		if err != nil {
			return fmt.Errorf("taking away what its people hold in another organisation: %w", err)
		}
	}
	return errors.Join(d.endShares(ctx, one), d.endWorks(ctx, one))
}

// endShares takes the other organisations' copies of what an organisation shared with them, or they with it.
func (d *departures) endShares(ctx context.Context, one audit.Departure) error {
	all, err := d.db.Shares().Shares(ctx, one.ID)
	if err != nil {
		return fmt.Errorf("looking for what it shares: %w", err)
	}
	for _, s := range all {
		if s.Other.IsZero() {
			continue
		}
		err := d.db.Book().Change(ctx, s.Other, departing(s.Other, one, "core:share.end"), func(ctx context.Context, tx audit.Tx) error {
			return tx.Keys().Shares().RemoveShare(ctx, s.ID)
		})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return fmt.Errorf("ending what it shares: %w", err)
		}
	}
	return nil
}

// endWorks makes those who follow what an organisation published keep what they took over, without it, and those whom it followed
// forget it.
func (d *departures) endWorks(ctx context.Context, one audit.Departure) error {
	works, err := d.db.Works().Works(ctx, one.ID)
	if err != nil {
		return fmt.Errorf("looking for what it publishes: %w", err)
	}
	for _, w := range works {
		for _, f := range w.Followers {
			s, err := d.db.Works().Subscription(ctx, f.Tenant, w.ID)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			s.Publisher = tenant.ID{}
			if err := cmp.Or(err, d.leave(ctx, one, f.Tenant, func(ctx context.Context, w sharing.WorkWriter) error { return w.PutSubscription(ctx, s) })); err != nil {
				return fmt.Errorf("leaving who follows it: %w", err)
			}
		}
	}
	followed, err := d.db.Works().Subscriptions(ctx, one.ID)
	if err != nil {
		return fmt.Errorf("looking for what it follows: %w", err)
	}
	for _, s := range followed {
		w, err := d.db.Works().Work(ctx, s.Publisher, s.ID)
		if s.Publisher.IsZero() || fault.KindOf(err) == fault.NotFound || err == nil && !w.FollowedBy(one.ID) {
			continue
		}
		if err := cmp.Or(err, d.leave(ctx, one, s.Publisher, func(ctx context.Context, x sharing.WorkWriter) error { return x.RemoveFollower(ctx, w.ID, one.ID) })); err != nil {
			return fmt.Errorf("leaving what it follows: %w", err)
		}
	}
	return nil
}

// leave changes what another organisation publishes or follows, because one departs.
func (d *departures) leave(ctx context.Context, one audit.Departure, from tenant.ID, do func(context.Context, sharing.WorkWriter) error) error {
	return d.db.Book().Change(ctx, from, departing(from, one, "core:subscription.end"), func(ctx context.Context, tx audit.Tx) error {
		return do(ctx, tx.Keys().Works())
	})
}

// mostToDiscard is more requests than one organisation ever has open.
const mostToDiscard = 1000

// uninstall removes the releases that nobody may have any more.
func (d *departures) uninstall(ctx context.Context, own []module.Release) error {
	for _, r := range own {
		_, err := d.modules.Remove(ctx, api.Removal{Name: r.Name, Version: r.Version, Data: keepData})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return fmt.Errorf("removing %s %s, which was for it alone: %w", r.Name, r.Version, err)
		}
	}
	return nil
}

// departing is the entry of a departure in the operators' log.
func departing(home tenant.ID, one audit.Departure, action string) *audit.Entry {
	e := &audit.Entry{
		Tenant: home, Principal: "server", Action: action, Resource: "tenant/" + one.Slug, Unit: tenant.Root, Outcome: audit.Done, Count: 1,
	}
	e.Cover([]byte(one.Certificate))
	return e
}

// certificate is what is signed: for people to read, and for programs line by line.
func certificate(one audit.Departure) string {
	var b strings.Builder
	fmt.Fprintf(&b, `Cette organisation a été supprimée de cette installation de Ribambelle, et rien n’en reste.
This organisation was deleted from this installation of Ribambelle, and nothing of it is left.

organisation: %s
id: %s
began: %s
ended: %s

Elle avait / It had:
`,
		one.Slug, one.ID, one.Began.Format(time.RFC3339), one.Ended.Format(time.RFC3339))
	for _, what := range slices.Sorted(maps.Keys(one.Had)) {
		fmt.Fprintf(&b, "%s: %d\n", what, one.Had[what])
	}
	b.WriteString(`
Tout a été effacé, puis compté de nouveau : 0. Les copies faites avant, comme les sauvegardes, n’en font pas partie.
All of it was removed, then counted again: 0. Copies that were made before, such as backups, are not part of this.
`)
	if one.Head != "" {
		b.WriteString("\nDernière tête signée de son journal / The last signed head of its audit log:\n")
		for line := range strings.Lines(one.Head) {
			b.WriteString("  " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return b.String()
}

// home is the operators' own tenant.
func (p *parts) home(ctx context.Context) (tenant.ID, error) {
	own, err := p.db.Directory().BySlug(ctx, tenant.SystemSlug)
	if err != nil {
		return tenant.ID{}, fmt.Errorf("looking for the operators' tenant: %w", err)
	}
	return own.ID, nil
}

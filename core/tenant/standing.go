package tenant

import (
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// How long an organisation that is to be deleted is kept before that is done, in days.
const (
	GraceDays    = 30
	MaxGraceDays = 365
)

// maxReason is how long a reason may be, in characters.
const maxReason = 300

// Standing is how an organisation stands. The zero Standing is an open one. Whoever suspends it takes all ways in from
// everybody: people, keys, public pages, events and jobs; nothing is lost, and what waits goes on once it is resumed.
type Standing struct {
	Suspended *time.Time // since when nobody gets in
	Reason    string     // why, as its people are told
	Ends      *time.Time // when it is deleted with all that it has; it is suspended until then
}

// Open reports whether people get in.
func (s Standing) Open() bool { return s.Suspended == nil }

// Over reports whether the time has come to delete the organisation.
func (s Standing) Over(now time.Time) bool { return s.Ends != nil && !now.Before(*s.Ends) }

// Suspend closes an organisation until it is resumed.
func (t Tenant) Suspend(reason string, now time.Time) (Tenant, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case t.Slug == SystemSlug:
		return t, fault.New(fault.Conflict, "tenant-own", "This is the operators' own organisation: nobody could open it again.")
	case t.Standing.Ends != nil:
		return t, fault.New(fault.Conflict, "tenant-leaving", "%s is to be deleted, and is closed until then: resume it first.", t.Slug)
	}
	if err := checkReason(reason); err != nil {
		return t, err
	}
	t.Standing = Standing{Suspended: t.since(now), Reason: reason}
	return t, nil
}

// Leave closes an organisation and has it deleted in so many days.
func (t Tenant) Leave(reason string, days int, now time.Time) (Tenant, error) {
	reason = strings.TrimSpace(reason)
	if t.Slug == SystemSlug {
		return t, fault.New(fault.Conflict, "tenant-own", "This is the operators' own organisation: the installation cannot do without it.")
	}
	if t.Standing.Over(now) {
		return t, t.over()
	}
	if days < 0 || days > MaxGraceDays {
		return t, fault.InvalidRule("/days", fault.Between, "0-365", "between 0 and %d days", MaxGraceDays)
	}
	if err := checkReason(reason); err != nil {
		return t, err
	}
	ends := now.UTC().Truncate(time.Millisecond).AddDate(0, 0, days)
	t.Standing = Standing{Suspended: t.since(now), Reason: reason, Ends: &ends}
	return t, nil
}

// Resume opens an organisation again, as it was; one that was to be deleted is not any more, unless its time is over.
func (t Tenant) Resume(now time.Time) (Tenant, error) {
	switch {
	case t.Standing.Open():
		return t, fault.New(fault.Conflict, "tenant-open", "%s is open.", t.Slug)
	case t.Standing.Over(now):
		return t, t.over()
	}
	t.Standing = Standing{}
	return t, nil
}

// over refuses to change what is being deleted: a part of it may be gone already.
func (t Tenant) over() error {
	return fault.New(fault.Conflict, "tenant-over", "The time of %s is over: it is being deleted.", t.Slug)
}

// since is when it was closed first.
func (t Tenant) since(now time.Time) *time.Time {
	if t.Standing.Suspended != nil {
		return t.Standing.Suspended
	}
	now = now.UTC().Truncate(time.Millisecond)
	return &now
}

func checkReason(reason string) error {
	if n := len([]rune(reason)); n == 0 || n > maxReason {
		return fault.InvalidRule("/reason", fault.Length, "1-300", "a reason of up to %d characters: the people of the organisation read it", maxReason)
	}
	return nil
}

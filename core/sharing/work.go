package sharing

import (
	"context"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// What an organisation may publish at most: works, versions of each, and organisations that follow one.
const (
	MostWorks     = 200
	MostVersions  = 100
	MostFollowers = 1000
)

// Work is something that an organisation has written and publishes for others to take over: a line of records of a module, or
// a module. Versions follow each other; the newest is what others are proposed.
type Work struct {
	ID         string     `json:"id"`
	Module     string     `json:"module"`
	Collection string     `json:"collection,omitempty"` // none: the module itself
	Line       string     `json:"line"`                 // what all its versions have in common: a code, or the record's id
	Code       string     `json:"code"`                 // the secret of the code by which others subscribe
	Versions   []Version  `json:"versions"`             // the oldest first, at least one
	Followers  []Follower `json:"-"`
	Withdrawn  *time.Time `json:"withdrawn,omitempty"`
	Rev        int64      `json:"-"`
}

// Version is a work as it was published once. Its document is kept apart and never changes.
type Version struct {
	ID      string    `json:"id"`
	Label   string    `json:"label"` // "1.2.0"
	Title   sdk.Text  `json:"title"`
	Licence string    `json:"licence"`
	Note    string    `json:"note,omitempty"` // what is new, for those who follow
	Record  string    `json:"record,omitempty"`
	At      time.Time `json:"at"`
	By      string    `json:"by"` // as the publisher's log names principals
}

// Follower is an organisation that subscribes.
type Follower struct {
	Tenant tenant.ID
	Since  time.Time
}

// Newest is what others are proposed.
func (w Work) Newest() Version { return w.Versions[len(w.Versions)-1] }

// Version finds one by its id.
func (w Work) Version(id string) (Version, bool) {
	i := slices.IndexFunc(w.Versions, func(v Version) bool { return v.ID == id })
	if i < 0 {
		return Version{}, false
	}
	return w.Versions[i], true
}

// FollowedBy reports whether an organisation subscribes.
func (w Work) FollowedBy(t tenant.ID) bool {
	return slices.ContainsFunc(w.Followers, func(f Follower) bool { return f.Tenant == t })
}

// Subscription is how an organisation follows a work, and what it took over of it. It outlives the work: where something came
// from, and under which licence, is said for as long as it is there.
type Subscription struct {
	ID         string     `json:"id"` // the work's
	Publisher  tenant.ID  `json:"-"`  // zero once it has left
	Name       string     `json:"name"`
	Module     string     `json:"module"`
	Collection string     `json:"collection,omitempty"`
	Title      sdk.Text   `json:"title"`
	Since      time.Time  `json:"since"`
	By         string     `json:"by"`
	Taken      []Taken    `json:"taken,omitempty"` // the oldest first
	Aside      string     `json:"aside,omitempty"` // id of the newest version that was set aside
	Ended      *time.Time `json:"ended,omitempty"`
	Rev        int64      `json:"-"`
}

// Taken is a version that the organisation took over.
type Taken struct {
	Version string    `json:"version"` // its id
	Label   string    `json:"label"`
	Licence string    `json:"licence"`
	Record  string    `json:"record,omitempty"` // what it became here
	Rev     int64     `json:"rev,omitempty"`    // of that record, as it was taken
	At      time.Time `json:"at"`
	By      string    `json:"by"`
}

// Last is what was taken over last.
func (s Subscription) Last() (Taken, bool) {
	if len(s.Taken) == 0 {
		return Taken{}, false
	}
	return s.Taken[len(s.Taken)-1], true
}

// Has reports whether a version was taken over.
func (s Subscription) Has(version string) bool {
	return slices.ContainsFunc(s.Taken, func(t Taken) bool { return t.Version == version })
}

// Proposed is what a work proposes to who subscribes: its newest version, unless it was taken or set aside, or either has ended.
func (s Subscription) Proposed(w Work) (Version, bool) {
	newest := w.Newest()
	if s.Ended != nil || w.Withdrawn != nil || s.Aside == newest.ID || s.Has(newest.ID) {
		return Version{}, false
	}
	return newest, true
}

// Works finds what organisations publish and follow. Fault kind: not_found.
type Works interface {
	// Works lists what an organisation publishes, the newest first.
	Works(ctx context.Context, t tenant.ID) ([]Work, error)
	// Work finds one.
	Work(ctx context.Context, t tenant.ID, id string) (Work, error)
	// Document is what a version says; empty for a module's.
	Document(ctx context.Context, t tenant.ID, version string) ([]byte, error)
	// Subscriptions lists what an organisation follows, the newest first.
	Subscriptions(ctx context.Context, t tenant.ID) ([]Subscription, error)
	// Subscription finds one.
	Subscription(ctx context.Context, t tenant.ID, id string) (Subscription, error)
}

// WorkWriter changes what an organisation publishes and follows. Rev 0 is new; where another Rev has moved: conflict.
type WorkWriter interface {
	// PutWork leaves who follows as it is.
	PutWork(ctx context.Context, w Work) error
	// AddDocument keeps what a version says, for good.
	AddDocument(ctx context.Context, version string, doc []byte) error
	PutSubscription(ctx context.Context, s Subscription) error
	// PutFollower notes who follows a work. RemoveFollower forgets it; one that is not there is no failure.
	PutFollower(ctx context.Context, work string, f Follower) error
	RemoveFollower(ctx context.Context, work string, t tenant.ID) error
}

// ErrNotProposed refuses to take or set aside what is not proposed.
func ErrNotProposed() error {
	return fault.New(fault.Conflict, "version-not-proposed", "This version is not proposed: it was taken over or set aside, a newer one is there, or its publisher proposes it no more.")
}

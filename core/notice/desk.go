package notice

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Config is what a Desk stands on; all of it is needed.
type Config struct {
	Tenants  tenant.Directory
	Tree     tenant.Tree
	Roll     identity.Roll
	Holdings identity.Holdings
	Store    Store
	Keeper   Keeper
	// Kinds are what a module tells in a tenant, Core's own too; nil where the tenant does not have it on.
	Kinds func(ctx context.Context, t tenant.ID, module string) ([]sdk.NoticeKind, error)
	// Opens reports whether somebody may open the page of a module on the console to which a link leads.
	Opens func(ctx context.Context, t tenant.Tenant, who identity.Principal, module, link string) (bool, error)
	// Letters writes a message as the outbox keeps it, and Seal a module's notice.
	Letters func(t tenant.ID, m store.Mail) ([]byte, error)
	Seal    func(t tenant.ID, module string, n store.Notice) ([]byte, error)
	URL     string // address that people use
	Key     []byte // signs links that end messages; the same on every node
	Now     func() time.Time
}

// Desk tells people what modules hand to it.
type Desk struct {
	config Config
	passes Passes
}

// NewDesk makes a Desk.
func NewDesk(c Config) *Desk { return &Desk{c, NewPasses(c.Key)} }

// Weekly is the name of the core's job that writes the week's messages.
const Weekly = "weekly-notices"

// Take takes a notice of a module that the outbox has held, under the id that it had there. What is for nobody any more is dropped;
// what is for roles goes back to the outbox, for each of those who hold them now.
func (d *Desk) Take(ctx context.Context, item outbox.Item, told store.Notice) error {
	t, err := d.config.Tenants.ByID(ctx, item.Tenant)
	if err != nil {
		return err
	}
	kind, known, err := d.kind(ctx, t.ID, item.Name, told.Kind)
	if err != nil || !known {
		return err
	}
	if len(told.Roles) > 0 {
		return d.spread(ctx, t.ID, item, told)
	}
	p, held, err := d.person(ctx, t.ID, told.To)
	if err != nil || p.ID == "" {
		return err
	}
	link, err := d.link(ctx, t, item.Name, told.Link, identity.Principal{Kind: identity.Human, ID: p.ID, Home: p.Tenant, Grants: held, Language: p.Language})
	if err != nil {
		return err
	}
	chosen, err := d.config.Store.Choices(ctx, t.ID, p.ID)
	if err != nil {
		return fmt.Errorf("reading how somebody wants to be told: %w", err)
	}
	n := Notice{
		ID: item.ID, Person: p.ID, Module: item.Name, Kind: told.Kind, Link: link, At: d.now(), Way: WayOf(item.Name, kind, chosen),
	}
	n.Subject, n.Text = kind.Told(told)
	if p.Email == "" {
		p.Email, n.Way = told.Address, reaching(n.Way, told.Address)
	}
	then, err := d.follows(t, p, &n, kind, told.Attachments)
	if err != nil {
		return err
	}
	return d.config.Keeper.Put(ctx, t.ID, n, then...)
}

// reaching is the way to somebody whose account has no address: at the one that they have told the module, which gathers nothing.
func reaching(chosen, address string) string {
	if address == "" || chosen == sdk.NoticeNone {
		return sdk.NoticeNone
	}
	return sdk.NoticeNow
}

// follows is what goes into the outbox with a notice.
func (d *Desk) follows(t tenant.Tenant, p identity.Person, n *Notice, k sdk.NoticeKind, files []store.Attachment) ([]outbox.Item, error) {
	switch n.Way {
	case sdk.NoticeNow:
		item, err := d.mail(t.ID, derived(n.ID, "mail"), n.Module, d.letter(t, p, *n, k, files))
		n.Sent = &n.At
		return []outbox.Item{item}, err
	case sdk.NoticeWeekly:
		return []outbox.Item{run(t, t.Weekly().Next(n.At, t.Location()))}, nil
	}
	return nil, nil
}

// Week writes the messages of a week that is over: one for each person, once however often it runs.
func (d *Desk) Week(ctx context.Context, id tenant.ID) error {
	t, err := d.config.Tenants.ByID(ctx, id)
	if err != nil || !t.Standing.Open() {
		return err
	}
	all, err := d.config.Store.Gathered(ctx, id)
	if err != nil {
		return fmt.Errorf("reading what was gathered: %w", err)
	}
	now, due, later := d.now(), map[string][]Notice{}, time.Time{}
	for _, n := range all {
		at := t.Weekly().Next(n.At, t.Location())
		switch {
		case !at.After(now):
			due[n.Person] = append(due[n.Person], n)
		case later.IsZero() || at.Before(later):
			later = at // the organisation has chosen another day meanwhile
		}
	}
	for _, person := range slices.Sorted(maps.Keys(due)) {
		if err := d.tellWeek(ctx, t, person, due[person]); err != nil {
			return err
		}
	}
	if later.IsZero() {
		return nil
	}
	return d.config.Keeper.Send(ctx, id, nil, run(t, later))
}

// tellWeek writes one person's message about what they have not read yet and still want to be told.
func (d *Desk) tellWeek(ctx context.Context, t tenant.Tenant, person string, gathered []Notice) error {
	ids := make([]string, len(gathered))
	for i, n := range gathered {
		ids[i] = n.ID
	}
	p, _, err := d.person(ctx, t.ID, person)
	if err != nil {
		return err
	}
	chosen, err := d.config.Store.Choices(ctx, t.ID, person)
	if err != nil {
		return fmt.Errorf("reading how somebody wants to be told: %w", err)
	}
	wanted := slices.DeleteFunc(gathered, func(n Notice) bool {
		return n.Read != nil || slices.ContainsFunc(chosen, func(c Choice) bool { return c.Module == n.Module && c.Kind == n.Kind && c.Way == sdk.NoticeNone })
	})
	if p.Email == "" || len(wanted) == 0 {
		return d.config.Keeper.Send(ctx, t.ID, ids)
	}
	item, err := d.mail(t.ID, derived(ids[0], "mail"), Core, d.weekly(t, p, wanted))
	if err != nil {
		return err
	}
	return d.config.Keeper.Send(ctx, t.ID, ids, item)
}

// Read checks the token of a link that ends messages, and says what it ends, in words.
func (d *Desk) Read(ctx context.Context, t tenant.ID, token string) (Leave, sdk.Text, bool) {
	l, ok := d.passes.Read(t, token)
	if !ok {
		return l, nil, false
	}
	if l.Kind == Week {
		return l, sdk.Text{"fr": "le résumé de la semaine", "en": "the week’s summary"}, true
	}
	kind, known, err := d.kind(ctx, t, l.Module, l.Kind)
	return l, kind.Title, err == nil && known && len(kind.Required) == 0
}

// Kinds are what a module tells in a tenant.
func (d *Desk) Kinds(ctx context.Context, t tenant.ID, module string) ([]sdk.NoticeKind, error) {
	return d.config.Kinds(ctx, t, module)
}

func (d *Desk) kind(ctx context.Context, t tenant.ID, module, name string) (sdk.NoticeKind, bool, error) {
	kinds, err := d.config.Kinds(ctx, t, module)
	i := slices.IndexFunc(kinds, func(k sdk.NoticeKind) bool { return k.Name == name })
	if err != nil || i < 0 {
		return sdk.NoticeKind{}, false, err
	}
	return kinds[i], true, nil
}

// person finds somebody who may be told, with what they hold; nobody for one who is gone or suspended.
func (d *Desk) person(ctx context.Context, t tenant.ID, id string) (identity.Person, []identity.Grant, error) {
	held, err := d.config.Holdings.Held(ctx, t, id)
	if err != nil {
		return identity.Person{}, nil, fmt.Errorf("reading what somebody holds: %w", err)
	}
	p, err := identity.Somebody(ctx, d.config.Roll, t, held, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return identity.Person{}, nil, fmt.Errorf("finding whom to tell: %w", err)
	}
	if p.Suspended {
		return identity.Person{}, nil, nil
	}
	return p, held, nil
}

func (d *Desk) mail(t tenant.ID, id, module string, m store.Mail) (outbox.Item, error) {
	data, err := d.config.Letters(t, m)
	return outbox.Item{ID: id, Tenant: t, Kind: outbox.Mail, Name: module, Principal: "module:" + module, Data: data}, err
}

func (d *Desk) now() time.Time { return d.config.Now().UTC().Truncate(time.Millisecond) }

// link is where a module's link leads somebody, below the organisation's console: nowhere, if that page is closed to them.
func (d *Desk) link(ctx context.Context, t tenant.Tenant, module, link string, who identity.Principal) (string, error) {
	if module == Core {
		return link, nil
	}
	opens, err := d.config.Opens(ctx, t, who, module, link)
	if err != nil {
		return "", fmt.Errorf("asking whether somebody may open a page of %s: %w", module, err)
	}
	if !opens {
		return "", nil
	}
	return "modules/" + module + link, nil
}

// run is the job that writes the messages of a week. Every node derives the same one, so that it is there once.
func run(t tenant.Tenant, at time.Time) outbox.Item {
	key := at.UTC().Format(time.RFC3339)
	return outbox.Item{
		ID: timed(t.ID.String()+" "+Weekly+" "+key, at), Tenant: t.ID, Kind: outbox.Job, Consumer: Core, Name: Weekly, Key: key,
		Principal: "module:" + Core, At: at.UTC(),
	}
}

// derived is the id of what follows from a notice: always the same, in the order of notices.
func derived(id, what string) string {
	at := time.Time{}
	if original, err := uuid.Parse(id); err == nil {
		seconds, nanoseconds := original.Time().UnixTime()
		at = time.Unix(seconds, nanoseconds)
	}
	return timed(what+" "+id, at)
}

// timed is a UUIDv7 of a time that says the same for the same text.
func timed(text string, at time.Time) string {
	sum := sha256.Sum256([]byte(text))
	id := uuid.UUID(sum[:16])
	var millis [8]byte
	binary.BigEndian.PutUint64(millis[:], uint64(max(at.UnixMilli(), 0))) //nolint:gosec // not negative
	copy(id[:6], millis[2:])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id.String()
}

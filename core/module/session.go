package module

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// session is what one call may ask of the core beside its stores, and what it published.
type session struct {
	host   *Host
	caller Caller
	config json.RawMessage // the tenant's, of the module

	mu       sync.Mutex
	releases []sdk.Released
}

var _ wire.Host = (*session)(nil)

// Units implements wire.Host.
func (s *session) Units(ctx context.Context, q wire.UnitQuery) ([]wire.Unit, error) {
	return s.host.config.Backend.Units(ctx, s.caller, q.ID, q.Path)
}

// Closures implements wire.Host.
func (s *session) Closures(ctx context.Context, q wire.ClosureQuery) ([]wire.Closure, error) {
	return s.host.config.Backend.Closures(ctx, s.caller, q)
}

// Publish implements wire.Host.
func (s *session) Publish(ctx context.Context, text json.RawMessage) (json.RawMessage, error) {
	var table sdk.Table
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, fault.New(fault.Invalid, "table-not-readable", "The table is not readable.").Because(err)
	}
	released, err := s.host.config.Backend.Publish(ctx, s.caller, table)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.releases = append(s.releases, released)
	s.mu.Unlock()
	answer, err := json.Marshal(released)
	if err != nil {
		return nil, fault.From(err)
	}
	return answer, nil
}

// published finds what this call published under an id.
func (s *session) published(id string) (sdk.Released, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.releases, func(r sdk.Released) bool { return r.ID == id })
	if at < 0 {
		return sdk.Released{}, false
	}
	return s.releases[at], true
}

// Mail implements wire.Host.
func (s *session) Mail(ctx context.Context, m wire.Mail) error {
	if err := s.host.may(ctx, s.caller, sdk.GrantMail); err != nil {
		return err
	}
	return s.host.config.Backend.Mail(ctx, s.caller, m)
}

// Attest implements wire.Host.
func (s *session) Attest(ctx context.Context, statement wire.Statement) (wire.Statement, error) {
	if statement.Note == "" { // anybody may check one
		if err := s.host.may(ctx, s.caller, sdk.GrantSign); err != nil {
			return wire.Statement{}, err
		}
	}
	return s.host.config.Backend.Attest(ctx, s.caller, statement)
}

// Fetch implements wire.Host.
func (s *session) Fetch(ctx context.Context, q wire.Outgoing) (wire.Incoming, error) {
	hosts, err := s.host.hosts(ctx, s.caller, s.config)
	if err != nil {
		return wire.Incoming{}, err
	}
	return s.host.config.Backend.Fetch(ctx, s.caller, hosts, q)
}

// People implements wire.Host.
func (s *session) People(ctx context.Context, ids []string) ([]wire.Person, error) {
	if err := s.host.may(ctx, s.caller, sdk.GrantPeople); err != nil {
		return nil, err
	}
	return s.host.config.Backend.People(ctx, s.caller, ids)
}

// NewIDs implements wire.Host.
func (s *session) NewIDs(_ context.Context, n int) ([]string, error) { return s.host.newIDs(n), nil }

func (h *Host) newIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = h.config.IDs()
	}
	return ids
}

// wireCall is a call as it crosses: bound views, the caller's face, nothing of the tenant.
func (h *Host) wireCall(ctx context.Context, c Call, internal bool) (wire.Call, *session, error) {
	mode := AsCaller
	if internal {
		mode = AsModule
	}
	granted, withheld, err := h.reads(ctx, c.Tenant.ID, c.Module)
	if err != nil {
		return wire.Call{}, nil, err
	}
	secret, err := h.config.Secret(ctx, c.Tenant.ID, c.Module)
	if err != nil {
		return wire.Call{}, nil, fmt.Errorf("reading what the module's keys come from: %w", err)
	}
	c.reads = granted
	s := &session{host: h, caller: c.caller(mode), config: c.Config}
	made := wire.Call{
		Caller: wire.Caller{
			Kind: string(c.Principal.Kind), ID: c.Principal.ID, Language: c.Principal.Language, Zone: c.Tenant.Zone,
			Wording: c.Tenant.Wording, Country: c.Tenant.Country, Config: c.Config, Now: h.config.Clock.Now().UTC(),
			Pages:      h.config.URL + "/p/" + c.Tenant.Slug + "/" + c.Module,
			Operations: h.config.URL + "/t/" + c.Tenant.Slug + "/" + c.Module,
			Secret:     secret, Again: c.again,
		},
		Store: h.view(ctx, c.caller(AsCaller), withheld),
		Host:  s,
		Reads: c.Records,
	}
	if internal {
		made.Internal = h.view(ctx, c.caller(AsModule), withheld)
	}
	return made, s, nil
}

// view is what a caller sees of collections, and may change.
func (h *Host) view(ctx context.Context, c Caller, withheld []string) store.Store {
	return bounded{h.config.Backend.Open(ctx, c), h, c, withheld}
}

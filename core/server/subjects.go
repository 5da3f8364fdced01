package server

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
)

// subjects answers for a person's data in all modules, from the marks of their schemas.
type subjects struct{ records *record.Keeper }

// Export implements api.Subjects.
func (s subjects) Export(ctx context.Context, c api.Caller, person identity.Person) (json.RawMessage, error) {
	holdings, err := s.records.Export(ctx, asker(c), subject(person))
	if err != nil {
		return nil, fmt.Errorf("exporting what modules keep about a person: %w", err)
	}
	if holdings == nil {
		holdings = []record.Holding{}
	}
	return json.Marshal(holdings)
}

// Erase implements api.Subjects.
func (s subjects) Erase(ctx context.Context, c api.Caller, person identity.Person) (api.Erased, error) {
	done, err := s.records.Erase(ctx, asker(c), subject(person))
	if err != nil {
		return api.Erased{}, fmt.Errorf("erasing what modules keep about a person: %w", err)
	}
	answer := api.Erased{Erased: done.Erased, Kept: []api.Kept{}}
	for _, k := range done.Kept {
		answer.Kept = append(answer.Kept, api.Kept(k))
	}
	return answer, nil
}

// subject is how fields name a person: by the id of their account and by their address.
func subject(p identity.Person) record.Subject {
	names := []string{p.ID}
	if p.Email != "" {
		names = append(names, p.Email)
	}
	return record.Subject{Names: names}
}

func asker(c api.Caller) record.Caller {
	return record.Caller{Tenant: c.Tenant.ID, Version: c.Tenant.Version, Principal: c.Principal, Request: c.Request}
}

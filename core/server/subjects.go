package server

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// subjects answers for a person's data in all modules, from the marks of their schemas, and for the letters to them.
type subjects struct {
	records *record.Keeper
	queue   outbox.Queue
	post    *mail.Post
	notices notice.Keeper
}

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
	notices, err := s.notices.Erase(ctx, c.Tenant.ID, person.ID)
	if err != nil {
		return api.Erased{}, fmt.Errorf("erasing what a person was told: %w", err)
	}
	if notices > 0 {
		answer.Erased["core/notices"] = notices
	}
	letters, err := s.recall(ctx, c.Tenant.ID, person.Email)
	if err != nil {
		return api.Erased{}, fmt.Errorf("taking back letters to a person: %w", err)
	}
	if letters > 0 {
		answer.Erased["letters"] = letters
	}
	for _, k := range done.Kept {
		answer.Kept = append(answer.Kept, api.Kept(k))
	}
	return answer, nil
}

// recall removes the letters to an address that wait or lie in the folder: nobody is to write to whoever was erased. What waits
// goes first, so that nothing comes into the folder after it was looked through.
func (s subjects) recall(ctx context.Context, t tenant.ID, address string) (n int, err error) {
	if address == "" {
		return 0, nil
	}
	if waiting, ok := s.queue.(outbox.Recaller); ok {
		if n, err = waiting.Recall(ctx, t, outbox.Mail, func(i outbox.Item) bool { return s.post.IsTo(i, address) }); err != nil {
			return n, err
		}
	}
	lying, err := s.post.ForgetTo(t, address)
	return n + lying, err
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

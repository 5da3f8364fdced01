package api

import (
	"context"

	"github.com/ribambelle/ribambelle/core/privacy"
)

// noticesOut are texts to be read again, completed and sent, by language.
type noticesOut struct {
	Authority map[string]privacy.Notice `json:"authority" doc:"To the supervisory authority, or the Commission d’accès à l’information."`
	People    map[string]privacy.Notice `json:"people" doc:"To those concerned."`
}

func (e *edge) noticeOfIncident(ctx context.Context, c *call, in *WithID) (*body[noticesOut], error) {
	i, err := e.incident(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	var out noticesOut
	if out.Authority, err = i.Notices(privacy.TellAuthority, c.Tenant); err != nil {
		return nil, err
	}
	if out.People, err = i.Notices(privacy.TellPeople, c.Tenant); err != nil {
		return nil, err
	}
	return ok(out), nil
}

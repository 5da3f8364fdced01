// Package privacy owns what an organisation's privacy officer keeps: legal holds, the register of incidents, and what people ask for.
//
// Goals: one meaning of hold, incident and duty, with the terms that the law sets, for all of the core. Non-goals: HTTP, SQL,
// and the records themselves. Types are values; stores are safe for concurrent use.
package privacy

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Store reads what the privacy officer keeps.
type Store interface {
	// Holds lists a tenant's holds, the newest first, those that ended too.
	Holds(ctx context.Context, t tenant.ID) ([]Hold, error)
	// Incidents lists a tenant's register, the newest first.
	Incidents(ctx context.Context, t tenant.ID) ([]Incident, error)
	// Requests lists what people have asked for, the newest first.
	Requests(ctx context.Context, t tenant.ID) ([]Request, error)
}

// Writer changes it within one transaction of one tenant.
type Writer interface {
	// PutHold creates the hold (Rev 0) or replaces it at that Rev; conflict otherwise.
	PutHold(ctx context.Context, h Hold) (Hold, error)
	// PutIncident creates the incident (Rev 0) or replaces it at that Rev; conflict otherwise.
	PutIncident(ctx context.Context, i Incident) (Incident, error)
	// PutRequest creates the request (Rev 0) or replaces it at that Rev; conflict otherwise.
	PutRequest(ctx context.Context, r Request) (Request, error)
	// RemoveIncident deletes an incident whose time is over; conflict "incident-kept" before that, whoever asks.
	RemoveIncident(ctx context.Context, id string) error
}

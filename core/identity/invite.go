package identity

import (
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// How long an invitation may be accepted, in days.
const (
	InvitationDays    = 14
	MaxInvitationDays = 60
)

// NewInvitation fills in what an invitation needs beyond whom it is for; days 0 means InvitationDays.
// The token goes into the link, once; the hash to the store.
func NewInvitation(t tenant.ID, i Invitation, days int, now time.Time) (made Invitation, token string, hash []byte, err error) {
	if days == 0 {
		days = InvitationDays
	}
	if days < 1 || days > MaxInvitationDays {
		return Invitation{}, "", nil, fault.InvalidRule("/days", fault.Between, fmt.Sprintf("1-%d", MaxInvitationDays), "between 1 and %d", MaxInvitationDays)
	}
	token, hash = NewToken()
	i.ID, i.Tenant = newID(), t
	i.Created = now.UTC().Truncate(time.Millisecond)
	i.Expires = i.Created.AddDate(0, 0, days)
	return i, token, hash, nil
}

// State says in one word how an invitation stands.
func (i Invitation) State(now time.Time) string {
	switch {
	case i.Used != nil:
		return "used"
	case i.Revoked != nil:
		return "revoked"
	case !now.Before(i.Expires):
		return "expired"
	}
	return "pending"
}

// Package signature owns one person's support of a petition, from the form to its end.
//
// It is pending until the message is answered, then confirmed; the organisation may flag one for a look and declare it
// invalid, or let it count again; whoever signed may withdraw at any time. Only confirmed ones count.
//
// Goals: the rules of that life as pure functions, and of what a name may hold.
// Non-goals: storage, rights, mail. Signatures are values; functions may run concurrently.
package signature

import (
	"errors"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
)

// Status is where a signature stands.
type Status string

// The statuses.
const (
	Pending   Status = "pending"
	Confirmed Status = "confirmed"
	Flagged   Status = "flagged"
	Invalid   Status = "invalid"
	Withdrawn Status = "withdrawn"
)

// Statuses are all of them, in the order in which they are told.
func Statuses() []Status { return []Status{Pending, Confirmed, Flagged, Invalid, Withdrawn} }

// PendingDays is how long a signature waits for its confirmation before it is deleted.
const PendingDays = 7

// Expires is when the confirmation of a signature made now is too late.
func Expires(now time.Time) time.Time { return now.AddDate(0, 0, PendingDays) }

// Signature is one person's support of one petition. What it says of somebody's opinions is sealed.
type Signature struct {
	Petition string `json:"petition" maxLength:"60" fr:"Pétition" en:"Petition"`
	Status   Status `json:"status" enum:"pending,confirmed,flagged,invalid,withdrawn" frenum:"pending=À confirmer,confirmed=Confirmée,flagged=À vérifier,invalid=Non valable,withdrawn=Retirée" enenum:"pending=To be confirmed,confirmed=Confirmed,flagged=To be checked,invalid=Not valid,withdrawn=Withdrawn" fr:"État" en:"State"`
	// Key is the petition and the canonical address: nobody signs twice.
	Key       string          `json:"key" maxLength:"340" rb:"unique,sensitive,personal,subject=address" fr:"Pétition et adresse" en:"Petition and address"`
	Address   string          `json:"address" maxLength:"254" rb:"index,sensitive,personal,subject=address" fr:"Adresse, forme comparée" en:"Address, as compared"`
	Email     string          `json:"email,omitempty" maxLength:"254" rb:"sensitive,personal,subject=address" fr:"Adresse électronique" en:"E-mail address"`
	Name      string          `json:"name,omitempty" maxLength:"100" rb:"sensitive,personal,subject=address" fr:"Nom" en:"Name"`
	Postcode  string          `json:"postcode,omitempty" maxLength:"10" rb:"sensitive,personal,subject=address" fr:"Code postal" en:"Postal code"`
	Proofs    []consent.Proof `json:"proofs,omitempty" maxItems:"20" rb:"sensitive,personal,subject=address,consent" fr:"Consentements" en:"Consents"`
	Language  string          `json:"language" enum:"fr,en" fr:"Langue" en:"Language"`
	News      bool            `json:"news,omitempty" fr:"Veut des nouvelles" en:"Wants news"`
	Challenge string          `json:"challenge" maxLength:"32" rb:"unique" fr:"Épreuve résolue" en:"Challenge solved"`
	Reason    string          `json:"reason,omitempty" maxLength:"300" rb:"sensitive,personal,subject=address" fr:"Motif" en:"Reason"`
	SignedOn  string          `json:"signed_on" format:"date" fr:"Signée le" en:"Signed on"`
}

// Key joins a petition and a canonical address.
func Key(petition, address string) string { return petition + "/" + address }

// ErrState means that a signature does not go from where it stands to where it is asked.
var ErrState = errors.New("the signature does not stand where that is possible")

// Confirm counts a pending signature. One that counts already stays as it is, and one that the organisation looks at
// or whose owner took it back is not brought back by an old message.
func (s Signature) Confirm() (Signature, error) {
	switch s.Status {
	case Pending:
		s.Status = Confirmed
		return s, nil
	case Confirmed, Flagged:
		return s, nil
	}
	return s, ErrState
}

// Withdraw takes a signature back: name, address as typed and postal code are gone, and so is the wish for news from
// this form. The compared address and the proofs stay, to show that the person agreed once and no longer does.
func (s Signature) Withdraw(now time.Time) Signature {
	if s.Status == Withdrawn {
		return s
	}
	s.Status, s.News = Withdrawn, false
	s.Name, s.Email, s.Postcode, s.Reason = "", "", "", ""
	s.Proofs = consent.End(s.Proofs, consent.Sign, now)
	return s
}

// Again is a withdrawn signature made anew; its old proofs stay before the new ones.
func (s Signature) Again(fresh Signature) (Signature, error) {
	if s.Status != Withdrawn {
		return s, ErrState
	}
	fresh.Proofs = append(append([]consent.Proof{}, s.Proofs...), fresh.Proofs...)
	return fresh, nil
}

// Judge flags a signature, declares it invalid, or lets it count again, with a reason.
func (s Signature) Judge(to Status, reason string) (Signature, error) {
	known := map[Status][]Status{
		Confirmed: {Flagged, Invalid},
		Flagged:   {Confirmed, Invalid},
		Invalid:   {Confirmed, Flagged},
	}
	for _, allowed := range known[s.Status] {
		if allowed == to {
			s.Status, s.Reason = to, reason
			return s, nil
		}
	}
	return s, ErrState
}

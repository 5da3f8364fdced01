// Package testimony owns what somebody tells of their work or their child's days, and on which terms it may be shown.
//
// A testimony waits for the answer to a message (pending), then for a moderator (submitted). Moderated as it is, it may
// be shown; with its words changed, only once its author has agreed to these (edited). It is shown on the channels that
// its author chose, each until its own day, and nowhere from the moment of its withdrawal.
//
// Goals: the rules of that life as pure functions. Non-goals: storage, rights, judging texts. Testimonies are values.
package testimony

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
)

// Status is where a testimony stands.
type Status string

// The statuses.
const (
	Pending   Status = "pending"
	Submitted Status = "submitted"
	Edited    Status = "edited"
	Moderated Status = "moderated"
	Refused   Status = "refused"
	Withdrawn Status = "withdrawn"
)

// Channel is a way by which a testimony reaches people.
type Channel string

// The channels. Print cannot be called back, and who chooses it is told so.
const (
	Site       Channel = "site"
	Newsletter Channel = "newsletter"
	Press      Channel = "press"
	Print      Channel = "print"
)

// Leave is the author's consent to one channel, until a day.
type Leave struct {
	Channel Channel `json:"channel" enum:"site,newsletter,press,print" frenum:"site=Notre site,newsletter=Notre infolettre,press=La presse,print=Nos imprimés" enenum:"site=Our site,newsletter=Our newsletter,press=The press,print=Our printed matter" fr:"Voie" en:"Channel"`
	Until   string  `json:"until,omitempty" format:"date" fr:"Jusqu’au" en:"Until"`
}

// Testimony is somebody's words with the terms on which they may be shown.
type Testimony struct {
	Status    Status          `json:"status" enum:"pending,submitted,edited,moderated,refused,withdrawn" rb:"index,retention=P4Y,least=P3Y,most=P6Y" frenum:"pending=À confirmer,submitted=À relire,edited=Modifié à approuver,moderated=Publié,refused=Refusé,withdrawn=Retiré" enenum:"pending=To be confirmed,submitted=To be read,edited=Changed and to be approved,moderated=Public,refused=Refused,withdrawn=Withdrawn" fr:"État" en:"State"`
	Address   string          `json:"address" maxLength:"254" rb:"index,sensitive,personal,subject=address" fr:"Adresse, forme comparée" en:"Address, as compared"`
	Email     string          `json:"email,omitempty" maxLength:"254" rb:"sensitive,personal,subject=address" fr:"Adresse électronique" en:"E-mail address"`
	Text      string          `json:"text,omitempty" maxLength:"3000" rb:"sensitive,personal,subject=address" fr:"Témoignage" en:"Testimony"`
	Proposed  string          `json:"proposed,omitempty" maxLength:"3000" rb:"sensitive,personal,subject=address" fr:"Texte proposé" en:"Proposed text"`
	Signed    string          `json:"signed,omitempty" maxLength:"80" rb:"sensitive,personal,subject=address" fr:"Signé" en:"Signed as"`
	Role      string          `json:"role,omitempty" maxLength:"80" rb:"sensitive,personal,subject=address" fr:"Qui parle" en:"Who speaks"`
	Leaves    []Leave         `json:"leaves,omitempty" maxItems:"4" fr:"Voies permises" en:"Channels allowed"`
	Axes      []string        `json:"axes,omitempty" maxItems:"10" fr:"Axes" en:"Axes"`
	Proofs    []consent.Proof `json:"proofs,omitempty" maxItems:"20" rb:"sensitive,personal,subject=address,consent" fr:"Consentements" en:"Consents"`
	Reason    string          `json:"reason,omitempty" maxLength:"300" rb:"sensitive,personal,subject=address" fr:"Motif" en:"Reason"`
	Language  string          `json:"language" enum:"fr,en" fr:"Langue" en:"Language"`
	Plain     bool            `json:"plain,omitempty" fr:"Écrit sans JavaScript" en:"Written without JavaScript"`
	Challenge string          `json:"challenge" maxLength:"32" rb:"unique" fr:"Épreuve résolue" en:"Challenge solved"`
	On        string          `json:"on" format:"date" fr:"Reçu le" en:"Received on"`
}

// Bounds of a text, in characters, and of a leave, in years.
const (
	shortest   = 30
	longest    = 3000
	mostYears  = 3
	usualYears = 1
)

// The refusals.
var (
	ErrState   = errors.New("the testimony does not stand where that is possible")
	ErrShort   = errors.New("a testimony has 30 to 3000 characters")
	ErrLeaves  = errors.New("choose one channel at least, each once")
	ErrUntil   = errors.New("each channel ends on a day to come, three years from now at most")
	ErrSame    = errors.New("the proposed text is the one that is there")
	ErrMissing = errors.New("say why")
)

// Words checks a text and returns it without the space around it.
func Words(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if n := utf8.RuneCountInString(text); n < shortest || n > longest || !utf8.ValidString(text) {
		return "", ErrShort
	}
	return text, nil
}

// Usual is the last day of a leave whose author named none, as a civil date.
func Usual(today time.Time) string { return today.AddDate(usualYears, 0, 0).Format(time.DateOnly) }

// CheckLeaves checks the channels that an author chose; one without a day holds for a year.
func CheckLeaves(leaves []Leave, today time.Time) ([]Leave, error) {
	if len(leaves) == 0 || len(leaves) > 4 {
		return nil, ErrLeaves
	}
	checked := slices.Clone(leaves)
	for i, l := range checked {
		if slices.ContainsFunc(checked[:i], func(o Leave) bool { return o.Channel == l.Channel }) {
			return nil, ErrLeaves
		}
		if l.Until == "" {
			checked[i].Until = Usual(today)
			continue
		}
		if day, err := time.Parse(time.DateOnly, l.Until); err != nil || l.Until <= today.Format(time.DateOnly) || day.After(today.AddDate(mostYears, 0, 1)) {
			return nil, ErrUntil
		}
	}
	return checked, nil
}

// Confirm puts a testimony before the moderators once its author answered the message.
func (t Testimony) Confirm() (Testimony, error) {
	switch t.Status {
	case Pending:
		t.Status = Submitted
		return t, nil
	case Withdrawn:
		return t, ErrState
	}
	return t, nil
}

// Accept lets a testimony be shown as its author wrote it.
func (t Testimony) Accept() (Testimony, error) {
	if t.Status != Submitted && t.Status != Edited {
		return t, ErrState
	}
	t.Status, t.Proposed, t.Reason = Moderated, "", ""
	return t, nil
}

// Edit proposes other words. Until the author agrees nothing is shown, not even what was.
func (t Testimony) Edit(text string) (Testimony, error) {
	if t.Status != Submitted && t.Status != Moderated && t.Status != Edited {
		return t, ErrState
	}
	words, err := Words(text)
	if err != nil {
		return t, err
	}
	if words == t.Text {
		return t, ErrSame
	}
	t.Status, t.Proposed = Edited, words
	return t, nil
}

// Approve is the author's agreement to the proposed words.
func (t Testimony) Approve() (Testimony, error) {
	if t.Status != Edited {
		return t, ErrState
	}
	t.Status, t.Text, t.Proposed = Moderated, t.Proposed, ""
	return t, nil
}

// Refuse says no, with a reason for the organisation's own eyes.
func (t Testimony) Refuse(reason string) (Testimony, error) {
	if t.Status != Submitted && t.Status != Moderated && t.Status != Edited {
		return t, ErrState
	}
	if strings.TrimSpace(reason) == "" {
		return t, ErrMissing
	}
	t.Status, t.Reason, t.Proposed = Refused, reason, ""
	return t, nil
}

// Withdraw takes a testimony back: its words are gone at once.
func (t Testimony) Withdraw(now time.Time) Testimony {
	if t.Status == Withdrawn {
		return t
	}
	t.Status = Withdrawn
	t.Text, t.Proposed, t.Signed, t.Role, t.Email, t.Reason, t.Leaves = "", "", "", "", "", "", nil
	t.Proofs = consent.End(t.Proofs, consent.Story, now)
	return t
}

// Shown reports whether a testimony may be shown on a channel on a civil date.
func (t Testimony) Shown(on Channel, today string) bool {
	return t.Status == Moderated && slices.ContainsFunc(t.Leaves, func(l Leave) bool { return l.Channel == on && today <= l.Until })
}

package identity

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// StartingPINLife is how long a PIN that a director gave may be replaced by one of the person's own.
const StartingPINLife = 7 * 24 * time.Hour

const (
	pinDigits = 6
	pinTries  = 5 // wrong ones in a row, on whatever device, until a director gives a new PIN
)

// PIN is what a person types on a site's device. It opens nothing anywhere else.
type PIN struct {
	Person   string
	Sealed   string     // its argon2id string, sealed: whoever has the database alone cannot try the million that there are
	Starting *time.Time // until when the PIN that a director gave may be replaced; nil once the person has chosen their own
	Failed   int        // wrong tries since the last right one
}

// State says in one word how a PIN stands.
func (p PIN) State(now time.Time) string {
	switch {
	case p.Sealed == "":
		return "none"
	case p.Failed >= pinTries:
		return "locked"
	case p.Starting == nil:
		return "own"
	case now.Before(*p.Starting):
		return "starting"
	}
	return "expired"
}

// Left is how many wrong tries are left.
func (p PIN) Left() int { return max(0, pinTries-p.Failed) }

// NewStartingPIN returns a random PIN that is not among the first that anybody would try.
func NewStartingPIN() string {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			continue // unreachable: crypto/rand never fails
		}
		if pin := fmt.Sprintf("%0*d", pinDigits, n); CheckPIN("", pin) == nil {
			return pin
		}
	}
}

// CheckPIN refuses what is not six digits, and what somebody who knows the person, or nobody, would try first: repetitions,
// sequences, dates. pointer says where in the input it stands.
func CheckPIN(pointer, pin string) error {
	switch {
	case len(pin) != pinDigits || strings.Trim(pin, "0123456789") != "":
		return weak(pointer, "pin-form", "A PIN has six digits.")
	case repeats(pin), follows(pin), isDate(pin), slices.Contains(common6, pin):
		return weak(pointer, "pin-weak", "This PIN is among the first that somebody would try: no repetitions, no sequences, no dates.")
	}
	return nil
}

// common6 are paths over the keys that neither repeat nor follow.
var common6 = []string{"147258", "258369", "159753", "147896", "789456", "456123", "321654", "142536"}

// repeats reports whether a PIN is one part of one, two or three digits again and again, or each digit twice.
func repeats(pin string) bool {
	for part := 1; part <= 3; part++ {
		if strings.Repeat(pin[:part], pinDigits/part) == pin {
			return true
		}
	}
	return pin[0] == pin[1] && pin[2] == pin[3] && pin[4] == pin[5] || pin[:3] == strings.Repeat(pin[:1], 3) && pin[3:] == strings.Repeat(pin[3:4], 3)
}

// follows reports whether each digit comes as far after the one before as the second after the first, round the end too.
func follows(pin string) bool {
	step := (pin[1] - pin[0] + 10) % 10
	for i := 2; i < len(pin); i++ {
		if (pin[i]-pin[i-1]+10)%10 != step {
			return false
		}
	}
	return true
}

// isDate reports whether a PIN reads as a date of birth: day, month and year in any usual order, or a month of a year.
func isDate(pin string) bool {
	for _, layout := range []string{"020106", "010206", "060102"} {
		if _, err := time.Parse(layout, pin); err == nil {
			return true
		}
	}
	year := func(text string) bool { n, _ := strconv.Atoi(text); return n >= 1930 && n <= 2029 }
	month := func(text string) bool { return text >= "01" && text <= "12" }
	return year(pin[:4]) && month(pin[4:]) || year(pin[2:]) && month(pin[:2])
}

// TryPIN checks a typed PIN against what is kept, at the cost of a password, and returns what is to be kept instead: whether it was
// right or not, the try counts. Fault kinds: denied "pin-none", "pin-locked", "pin-expired" (a director gives a new one), invalid
// "pin-wrong", with right false in each; any other error has counted nothing.
func (p *Passwords) TryPIN(ctx context.Context, kept PIN, argon2id, typed string, now time.Time) (after PIN, right bool, err error) {
	switch kept.State(now) {
	case "none":
		return kept, false, fault.New(fault.Denied, "pin-none", "This person has no PIN yet. Whoever leads the site gives one.")
	case "locked":
		return kept, false, errPINLocked()
	case "expired":
		return kept, false, fault.New(fault.Denied, "pin-expired", "This first PIN is too old. Whoever leads the site gives a new one.")
	}
	if right, err = p.Verify(ctx, argon2id, typed); err != nil {
		return kept, false, err
	}
	after = kept
	if right {
		after.Failed = 0
		return after, true, nil
	}
	after.Failed++
	return after, false, nil
}

// WrongPIN is what somebody is told whose try was wrong, with the tries that are left.
func WrongPIN(after PIN) error {
	if after.Left() == 0 {
		return errPINLocked()
	}
	e := fault.New(fault.Invalid, "pin-wrong", "This PIN is not right.")
	e.Fields = []fault.Field{{Pointer: "/pin", Message: fmt.Sprintf("%d tries are left", after.Left()), Rule: "pin-left", Limit: strconv.Itoa(after.Left())}}
	return e
}

func errPINLocked() error {
	return fault.New(fault.Denied, "pin-locked", "Too many wrong PINs: this name is locked on every device. Whoever leads the site gives a new PIN.")
}

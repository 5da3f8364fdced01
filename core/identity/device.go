package identity

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// FirstPIN is signing in on a site's device: the device is known to the organisation, and the person types their PIN.
const FirstPIN = "pin"

// DeviceCodeLife is how long a tablet may take to become a site's device.
const DeviceCodeLife = 15 * time.Minute

// Device is a tablet that belongs to a site: people whom its director lets use it sign in on it by their name and a PIN.
type Device struct {
	ID       string
	Tenant   tenant.ID
	Unit     string // the site
	Path     string // of the site, now
	Name     string // as the director calls it
	By       string // person or key that enrolled it, as the log names them
	People   []string
	Created  time.Time
	Until    time.Time  // the enrolment code's end
	Enrolled *time.Time // since when a tablet is it
	Used     *time.Time // when somebody last signed in on it
}

// State says in one word how a device stands: a code that no tablet has shown yet, or never did in time, or in service.
func (d Device) State(now time.Time) string {
	switch {
	case d.Enrolled != nil:
		return "active"
	case now.Before(d.Until):
		return "waiting"
	}
	return "expired"
}

// Devices tells the sites' devices. Fault kind: not_found.
type Devices interface {
	// Devices lists a tenant's, by site and name.
	Devices(ctx context.Context, t tenant.ID) ([]Device, error)
	// Device finds the one in service whose token has that hash.
	Device(ctx context.Context, t tenant.ID, tokenHash []byte) (Device, error)
	// PINs tells how people's PINs stand, by person; those without one are absent.
	PINs(ctx context.Context, t tenant.ID) (map[string]PIN, error)
}

// DeviceWriter changes the sites' devices and PINs within one transaction of one tenant.
type DeviceWriter interface {
	// Put creates the device with the hash of its enrolment code; without a hash it replaces name and people. Fault kind: not_found.
	Put(ctx context.Context, d Device, codeHash []byte) error
	// Claim makes the tablet with that token the device whose code was shown, once; not_found otherwise.
	Claim(ctx context.Context, codeHash, tokenHash []byte) (Device, error)
	// Use notes that somebody signed in on the device.
	Use(ctx context.Context, id string) error
	// Revoke removes the device, and ends every session on it. Fault kind: not_found.
	Revoke(ctx context.Context, id string) error
	// PutPIN keeps a person's PIN, and what failed of it, in place of what was read; conflict "pin-tried" where another try came
	// between, so that guesses at one moment are worth one.
	PutPIN(ctx context.Context, p, read PIN) error
}

// deviceCodeLetters is how long an enrolment code is: forty random bits, which live for a quarter of an hour.
const deviceCodeLetters = 8

// NewDeviceCode returns a one-time enrolment code and the hash to keep.
func NewDeviceCode() (code string, hash []byte) {
	raw := make([]byte, deviceCodeLetters)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails: it ends the process instead
	var text strings.Builder
	for i, b := range raw {
		if i == deviceCodeLetters/2 {
			text.WriteByte('-')
		}
		text.WriteByte(recoveryWords[int(b)%len(recoveryWords)])
	}
	return text.String(), HashDeviceCode(text.String())
}

// HashDeviceCode is what is kept of an enrolment code, however it is spaced when typed.
func HashDeviceCode(code string) []byte { return HashToken("device/" + plainCode(code)) }

// How long a session on a site's device lives: a working day, and no longer than this without a request. The tablet itself
// locks after two minutes without a touch; the server's limit is longer by the time between two renewals.
const (
	DeviceSessionLife  = 10 * time.Hour
	DeviceIdle         = 2 * time.Minute
	renewDevice        = time.Minute
	deviceSessionGrace = DeviceIdle + renewDevice
)

// NewDeviceSession starts a session of p on a site's device.
func NewDeviceSession(p Person, d Device, agent string, now time.Time) (s Session, token string, hash []byte) {
	s, token, hash = NewSession(p, How{First: FirstPIN}, agent, now)
	s.Device, s.Expires = d.ID, s.Created.Add(DeviceSessionLife)
	return s, token, hash
}

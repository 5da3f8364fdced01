package api

import (
	"context"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// deviceCookieName is the cookie by which a tablet is a site's device. It lives as long as browsers let one; the device is revoked
// on the server.
const (
	deviceCookieName = "rb_device"
	deviceCookieLife = 400 * 24 * time.Hour
)

// The pace of tries on tablets: of PINs by device, whoever's they are; of enrolment codes by network address.
const (
	mostPINs   = 30
	mostClaims = 20
	triesWhile = 15 * time.Minute
)

type deviceCode struct {
	Code string `json:"code" maxLength:"40" doc:"As the console of whoever leads the site shows it."`
}

// deviceBrief is a site's device, to itself.
type deviceBrief struct {
	Name     string `json:"name"`
	UnitID   string `json:"unit_id"`
	UnitName string `json:"unit_name"`
}

type tabletOut struct {
	Device deviceBrief  `json:"device"`
	People []deviceUser `json:"people" doc:"Who may sign in on it."`
}

type pinCredentials struct {
	Person string `json:"person" maxLength:"64" doc:"Id of one of the people of the device."`
	PIN    string `json:"pin" maxLength:"12"`
	New    string `json:"new,omitempty" maxLength:"12" doc:"A PIN of one's own: needed in place of a first one."`
}

// claimed is an answer that makes a browser a site's device.
type claimed struct {
	SetCookie string `header:"Set-Cookie"`
	Body      deviceBrief
}

func (e *edge) tablets() {
	register(e, operation{
		id: "tablet", method: http.MethodGet, path: "/t/{tenant}/device", action: "core:device.use", access: anybody,
		summary: "Whose device this tablet is, and who may sign in on it",
	}, e.readTablet)
	register(e, operation{
		id: "tablet-claim", method: http.MethodPost, path: "/t/{tenant}/device:claim", action: "core:device.claim", access: anybody,
		summary: "Make this browser the site's device whose code is shown", example: deviceCode{"k7mq-2xwd"},
	}, e.claimTablet)
	register(e, operation{
		id: "tablet-sign-in", method: http.MethodPost, path: "/t/{tenant}/device:sign-in", action: "core:sign-in", access: anybody,
		summary: "Sign in on a site's device with a name and a PIN", example: pinCredentials{Person: "0198c0de-0000-7000-8000-000000000000", PIN: "274916"},
	}, e.signInTablet)
}

// tablet is the device that the caller's browser is.
func (e *edge) tablet(ctx context.Context, c *call) (identity.Device, error) {
	unknown := fault.New(fault.Unauthenticated, "device-not-known", "This tablet does not belong to a site here, or does not any more.")
	r, _ := requestOf(ctx)
	shown, err := r.Cookie(deviceCookieName)
	if err != nil || shown.Value == "" {
		return identity.Device{}, unknown
	}
	d, err := e.Devices.Device(ctx, c.Tenant.ID, identity.HashToken(shown.Value))
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return d, unknown
	}
	return d, err
}

func (e *edge) briefDevice(ctx context.Context, d identity.Device) (deviceBrief, error) {
	unit, err := e.Units.Unit(ctx, d.Tenant, d.Unit)
	return deviceBrief{d.Name, d.Unit, unit.Name}, err
}

// deviceHere is the site's device that the caller signed in on, or, of nobody yet, the one that their browser is.
func (e *edge) deviceHere(ctx context.Context, c *call) (*deviceBrief, error) {
	if c.known() && c.session.Device == "" {
		return nil, nil
	}
	d, err := e.tablet(ctx, c)
	if err != nil {
		if fault.KindOf(err) == fault.Unauthenticated {
			return nil, nil
		}
		return nil, err
	}
	brief, err := e.briefDevice(ctx, d)
	return &brief, err
}

func (e *edge) readTablet(ctx context.Context, c *call, _ *InTenant) (*body[tabletOut], error) {
	d, err := e.tablet(ctx, c)
	if err != nil {
		return nil, err
	}
	brief, err := e.briefDevice(ctx, d)
	if err != nil {
		return nil, err
	}
	who, err := e.roster(ctx, c.Tenant.ID)
	return ok(tabletOut{brief, who.users(d)}), err
}

func (e *edge) claimTablet(ctx context.Context, c *call, in *struct {
	InTenant
	Body deviceCode
},
) (*claimed, error) {
	if err := paused(e.claims.wait(neighbourhood(c.source), e.Now())); err != nil {
		return nil, err
	}
	token, hash := identity.NewToken()
	var d identity.Device
	err := e.change(ctx, c, "core:device.claim", "", func(ctx context.Context, tx audit.Tx, entry *audit.Entry) (err error) {
		d, err = tx.Access().Proofs().Devices().Claim(ctx, identity.HashDeviceCode(in.Body.Code), hash)
		entry.Principal, entry.Resource, entry.Unit = "device:"+d.ID, "device/"+d.ID, d.Path
		return err
	})
	if err != nil && fault.KindOf(err) == fault.NotFound {
		if noted := e.failed(ctx, c); noted != nil {
			return nil, noted
		}
		return nil, fault.New(fault.NotFound, "device-code-not-valid", "This code has been used, or is too old. Ask for a new one.")
	}
	if err != nil {
		return nil, err
	}
	brief, err := e.briefDevice(ctx, d)
	kept := http.Cookie{
		Name: deviceCookieName, Value: token, Path: "/", HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteStrictMode,
		MaxAge: int(deviceCookieLife.Seconds()),
	}
	return &claimed{kept.String(), brief}, err
}

// paused refuses who has to wait.
func paused(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	f := fault.New(fault.Exhausted, "device-paused", "Too many tries here. Wait a little, then try again.")
	f.RetryAfter = wait
	return f
}

func (e *edge) signInTablet(ctx context.Context, c *call, in *struct {
	InTenant
	Body pinCredentials
},
) (*entered[signedInAs], error) {
	d, err := e.tablet(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := paused(e.pins.wait(d.ID, e.Now())); err != nil {
		return nil, err
	}
	who, err := e.roster(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	if !among(who.users(d), in.Body.Person) {
		return nil, fault.Missing("person")
	}
	p, err := e.Roll.Person(ctx, c.Tenant.ID, in.Body.Person)
	if err != nil {
		return nil, err
	}
	return e.byPIN(ctx, c, d, p, in.Body)
}

// byPIN counts the try in one transaction with what it leads to: of tries at one moment, one is told whether it was right.
func (e *edge) byPIN(ctx context.Context, c *call, d identity.Device, p identity.Person, in pinCredentials) (*entered[signedInAs], error) {
	pins, err := e.Devices.PINs(ctx, p.Tenant)
	if err != nil {
		return nil, err
	}
	kept := pins[p.ID]
	if err := checkNewPIN(kept, in, e.Now()); err != nil {
		return nil, err
	}
	var hash []byte
	if kept.Sealed != "" {
		if hash, err = e.Secrets.Open(p.Tenant, p.ID, kept.Sealed); err != nil {
			return nil, err
		}
	}
	after, right, err := e.Passwords.TryPIN(ctx, kept, string(hash), in.PIN, e.Now())
	if err != nil {
		return nil, err
	}
	if !right {
		err := e.change(ctx, c, "core:sign-in", "person/"+p.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
			entry.Principal, entry.Unit, entry.Outcome = "device:"+d.ID, d.Path, audit.Failed
			return tx.Access().Proofs().Devices().PutPIN(ctx, after, kept)
		})
		if err != nil {
			return nil, err
		}
		return nil, identity.WrongPIN(after)
	}
	if in.New != "" {
		after.Starting = nil
		if after.Sealed, err = e.sealPIN(ctx, p.Tenant, p.ID, in.New); err != nil {
			return nil, err
		}
	}
	return e.beginOn(ctx, c, d, p, func(ctx context.Context, tx audit.Tx) error {
		return tx.Access().Proofs().Devices().PutPIN(ctx, after, kept)
	})
}

// checkNewPIN asks for a PIN of one's own in place of a first one, before anything is tried.
func checkNewPIN(kept identity.PIN, in pinCredentials, now time.Time) error {
	switch {
	case in.New == "" && kept.State(now) == "starting":
		return fault.InvalidRule("/new", fault.Required, "", "a PIN of your own, in place of the first one")
	case in.New == "":
		return nil
	case in.New == in.PIN:
		return fault.InvalidRule("/new", "pin-same", "", "another PIN than the one you have")
	}
	return identity.CheckPIN("/new", in.New)
}

// beginOn signs a person in on a site's device.
func (e *edge) beginOn(ctx context.Context, c *call, d identity.Device, p identity.Person, use func(ctx context.Context, tx audit.Tx) error) (*entered[signedInAs], error) {
	session, token, hash := identity.NewDeviceSession(p, d, c.agent, e.Now())
	c.become(p)
	c.Principal.Device, c.Principal.Site = d.ID, d.Path
	err := e.change(ctx, c, "core:sign-in", "session/"+session.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = d.Path
		if err := use(ctx, tx); err != nil {
			return err
		}
		if err := tx.Access().Proofs().Devices().Use(ctx, d.ID); err != nil {
			return err
		}
		return tx.People().PutSession(ctx, session, hash)
	})
	if err != nil {
		return nil, err
	}
	who := brief(p)
	return &entered[signedInAs]{SetCookie: cookie(token, c.secure), Body: signedInAs{Person: &who}}, nil
}

// confine keeps whoever is signed in on a site's device to the field: of what needs no right, they may do what is marked so; for
// what everybody may do they are nobody in particular. What needs a right, the authoriser decides.
func (c *call) confine(o operation) error {
	if c.session.Device == "" || o.field {
		return nil
	}
	switch o.access {
	case anybody:
		c.Principal = identity.Principal{Kind: identity.Visitor, Language: c.Principal.Language}
		c.session, c.token = identity.Session{}, nil
	case signedIn, unproven:
		return errOnDevice()
	}
	return nil
}

func errOnDevice() error {
	return fault.New(fault.Denied, "device-limited", "This is not done on a site's device. Sign in on a device of your own.")
}

package api

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// What may wait for the operator's decision, beside Config.MaxPackage.
const (
	mostRequests = 5         // of one organisation
	mostWaiting  = 256 << 20 // bytes of one organisation's packages
	mostOfAll    = 2 << 30   // bytes of all packages that wait
	listedAsks   = 100       // requests on an organisation's list
)

// uploadTime is how long a package may be on its way: longer than any other request.
const uploadTime = 5 * time.Minute

// Desk is where packages wait, and where the operator decides on them.
type Desk interface {
	// Receive keeps a package that comes, and tells what it is, as it is for a tenant. Nothing of it runs. Fault kinds:
	// invalid, exhausted, denied, unsupported.
	Receive(ctx context.Context, id string, r Incoming) (module.Upload, module.Study, error)
	// Study tells what is known of a package that waits. Fault kinds: not_found (it does not lie here), invalid, denied.
	Study(ctx context.Context, u module.Upload, t tenant.ID) (module.Study, error)
	// Approve installs a package that waits, for the organisation that the terms name. Fault kinds as those of an install.
	Approve(ctx context.Context, u module.Upload, terms module.Terms) (module.Release, error)
	// Discard removes a package that waits no more.
	Discard(u module.Upload) error
	// Offer lets an organisation have the newest release of a module; where the terms name none, all. Fault kinds:
	// not_found, conflict (needs other terms).
	Offer(ctx context.Context, name string, terms module.Terms) (module.Release, error)
}

// ModuleRequest is a request as whoever asked sees it.
type ModuleRequest struct {
	ID      string     `json:"id"`
	State   string     `json:"state" enum:"waiting,approved,refused,withdrawn,expired"`
	By      string     `json:"by" doc:"Name of who asked."`
	Words   string     `json:"words" doc:"What for, as whoever asked says it: text, never markup."`
	Module  string     `json:"module,omitempty"`
	Version string     `json:"version,omitempty" doc:"Of the package."`
	Package string     `json:"package,omitempty" doc:"SHA-256 of the whole package; absent where nothing was uploaded."`
	Size    int64      `json:"size,omitempty"`
	Created time.Time  `json:"created_at"`
	Expires *time.Time `json:"expires_at,omitempty" doc:"When it ends if nobody decides."`
	Decided *time.Time `json:"decided_at,omitempty"`
	Reason  string     `json:"reason,omitempty" doc:"Why it was refused."`
	Study   *studyOut  `json:"study,omitempty" doc:"What the package says, as long as it waits."`
	Trouble string     `json:"trouble,omitempty" doc:"Why the package cannot be read here and now."`
}

// studyOut is what can be told of a package without running it.
type studyOut struct {
	Title       sdk.Text      `json:"title"`
	Summary     sdk.Text      `json:"summary"`
	Platform    string        `json:"platform"`
	Digest      string        `json:"digest" doc:"SHA-256 of the program, in hexadecimal; of the declaration where there is no program."`
	Placement   string        `json:"placement" enum:"per-tenant,shared,declared" doc:"per-tenant: a process for each organisation; shared: one for all; declared: there is no program."`
	Level       string        `json:"level" enum:"full,strong,basic,none,no-process" doc:"How its processes would be confined, from most to least; no-process: there is none."`
	Signature   string        `json:"signature" enum:"trusted,unknown,unsigned,revoked,unclear"`
	Said        string        `json:"signature_said,omitempty" doc:"Why the signature is not trusted."`
	Publisher   string        `json:"publisher,omitempty"`
	Key         string        `json:"key,omitempty" doc:"Which of the publisher's keys signed it."`
	Grants      []moduleGrant `json:"grants" doc:"What it asks for."`
	Needs       []string      `json:"needs" doc:"What the operator must accept by name: unsigned, older, publisher, shared."`
	Against     string        `json:"against,omitempty" doc:"The version at work that it is compared with."`
	Adds        []string      `json:"adds"`
	Breaks      []string      `json:"breaks" doc:"What callers find no more."`
	Loses       []string      `json:"loses" doc:"Records that it could not keep or read."`
	Warning     string        `json:"warning,omitempty"`
	Declaration int64         `json:"declaration_bytes"`
	Program     int64         `json:"program_bytes"`
}

type moduleRequestsOut struct {
	Requests []ModuleRequest `json:"requests"`
	MaxSize  int64           `json:"max_size" doc:"Bytes that a package may have."`
	MaxWait  int             `json:"max_waiting" doc:"Requests of an organisation that may wait at a time."`
}

type moduleWish struct {
	Words  string `json:"words" minLength:"1" maxLength:"2000" doc:"What you would like to do with it."`
	Module string `json:"module,omitempty" maxLength:"30" doc:"Its name, where you know one."`
}

type askForModule struct {
	InTenant
	Body moduleWish
}

type uploadModule struct {
	InTenant
	Words string `query:"words" maxLength:"500" doc:"What for, for the operator."`
}

func (e *edge) moduleRequests() {
	const all = "/t/{tenant}/module-requests"
	register(e, operation{
		id: "module-request-list", method: http.MethodGet, path: all, action: "core:module.ask",
		summary: "What this organisation has asked the operator to install, and how that stands",
	}, e.listModuleRequests)
	register(e, operation{
		id: "module-request-create", method: http.MethodPost, path: all, action: "core:module.ask", status: http.StatusCreated,
		summary: "Ask the operator for a module in words", example: moduleWish{"Un registre des visites des familles, sur tablette.", "visits"},
	}, e.askForModule)
	register(e, operation{
		id: "module-request-upload", method: http.MethodPost, path: all + ":upload", action: "core:module.ask", status: http.StatusCreated, upload: true,
		summary: "Ask the operator to install a package: the body is the package, NAME-VERSION.rmod, or a zip of the folder of a module that is only a declaration. It is checked at once, and nothing of it runs before the operator has approved it",
	}, e.uploadModule)
	register(e, operation{
		id: "module-request-withdraw", method: http.MethodPost, path: all + "/{id}:withdraw", action: "core:module.ask",
		summary: "Withdraw a request that waits",
	}, e.withdrawModuleRequest)
}

func (e *edge) listModuleRequests(ctx context.Context, c *call, _ *InTenant) (*body[moduleRequestsOut], error) {
	found, err := e.Requests.Of(ctx, c.Tenant.ID, listedAsks)
	if err != nil {
		return nil, err
	}
	out := moduleRequestsOut{Requests: []ModuleRequest{}, MaxSize: e.MaxPackage, MaxWait: mostRequests}
	for _, r := range found {
		line, err := e.requestLine(ctx, r)
		if err != nil {
			return nil, err
		}
		out.Requests = append(out.Requests, line)
	}
	return ok(out), nil
}

func (e *edge) askForModule(ctx context.Context, c *call, in *askForModule) (*body[ModuleRequest], error) {
	r := e.newRequest(c, in.Body.Words)
	r.Module = strings.TrimSpace(in.Body.Module)
	if r.Words == "" {
		return nil, fault.InvalidRule("/words", fault.Required, "", "a few words")
	}
	return e.addRequest(ctx, c, r, nil)
}

func (e *edge) newRequest(c *call, words string) tenant.ModuleRequest {
	return tenant.ModuleRequest{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: c.Tenant.ID, By: c.actor(), State: tenant.RequestWaiting,
		Words: strings.TrimSpace(words), Created: e.clock(),
	}
}

// addRequest keeps a request, with its entry.
func (e *edge) addRequest(ctx context.Context, c *call, r tenant.ModuleRequest, s *module.Study) (*body[ModuleRequest], error) {
	err := e.change(ctx, c, "core:module.ask", "module-request/"+r.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Cover([]byte(r.Words + "\x00" + r.Module + "\x00" + r.Package))
		return tx.Tenants(0).Requests().Add(ctx, r, tenant.RequestLimits{Requests: mostRequests, Bytes: mostWaiting, All: mostOfAll})
	})
	if err != nil {
		return nil, err
	}
	out, err := e.requestLine(ctx, r)
	if err == nil && s != nil {
		out.Study, out.Trouble = study(*s), ""
	}
	return ok(out), err
}

// uploadModule takes a package as it comes. It is on the disk before the request is in the book, and removed where that fails.
func (e *edge) uploadModule(ctx context.Context, c *call, in *uploadModule) (*body[ModuleRequest], error) {
	if e.Desk == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server takes no packages.")
	}
	if err := e.mayUpload(ctx, c); err != nil {
		return nil, err
	}
	defer e.uploading.End(c.Tenant.ID)
	req, w := requestOf(ctx)
	if req.ContentLength > e.MaxPackage {
		return nil, tooLargePackage(e.MaxPackage)
	}
	_ = http.NewResponseController(w).SetReadDeadline(e.Now().Add(uploadTime)) // a server without deadlines needs none
	r := e.newRequest(c, in.Words)
	u, s, err := e.Desk.Receive(ctx, r.ID, Incoming{Body: req.Body, For: c.Tenant.ID, Most: e.MaxPackage})
	if err != nil {
		return nil, cutShort(err)
	}
	r.Module, r.Version, r.Package, r.Size = s.Name, s.Version, u.Digest, u.Size
	out, err := e.addRequest(ctx, c, r, &s)
	if err != nil {
		return nil, errors.Join(err, e.Desk.Discard(u))
	}
	return out, nil
}

// cutShort says what went wrong on a package's way here.
func cutShort(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fault.New(fault.Unavailable, "request-timeout", "The package did not arrive in time.").Because(err)
	}
	return err
}

func tooLargePackage(most int64) error {
	return fault.New(fault.Exhausted, "package-too-large", "A package may have at most %d MiB.", most>>20)
}

// mayUpload refuses, before anything is read, what would be refused at the end; an organisation sends one package at a time.
func (e *edge) mayUpload(ctx context.Context, c *call) error {
	found, err := e.Requests.Of(ctx, c.Tenant.ID, listedAsks)
	if err != nil {
		return err
	}
	waiting := 0
	for _, r := range found {
		if r.State == tenant.RequestWaiting {
			waiting++
		}
	}
	if waiting >= mostRequests {
		return fault.New(fault.Exhausted, "module-requests-many", "%d requests of your organisation wait already, which is the most: withdraw one, or wait for the operator's decision.", waiting)
	}
	if !e.uploading.Take(c.Tenant.ID) {
		f := fault.New(fault.Exhausted, "uploads-busy", "Another package of your organisation is being uploaded.")
		f.RetryAfter = 10 * time.Second
		return f
	}
	return nil
}

// withdrawModuleRequest ends a request on behalf of the organisation that asked.
func (e *edge) withdrawModuleRequest(ctx context.Context, c *call, in *WithID) (*body[ModuleRequest], error) {
	e.deciding.Lock()
	defer e.deciding.Unlock()
	r, err := e.Requests.One(ctx, c.Tenant.ID, in.ID)
	if err == nil {
		err = e.waits(r)
	}
	if err != nil {
		return nil, err
	}
	r.State, r.Decider = tenant.RequestWithdrawn, c.actor()
	err = e.change(ctx, c, "core:module.withdraw", "module-request/"+r.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(0).Requests().Settle(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	e.discard(ctx, r)
	return e.requestNow(ctx, c.Tenant.ID, r.ID)
}

// discard removes the package of a request that waits no more. One that stays is swept later.
func (e *edge) discard(ctx context.Context, r tenant.ModuleRequest) {
	if r.Package == "" || e.Desk == nil {
		return
	}
	if err := e.Desk.Discard(uploadOf(r)); err != nil {
		e.Logger.WarnContext(ctx, "a package that waits no more could not be removed", "module_request", r.ID, "error", err)
	}
}

func uploadOf(r tenant.ModuleRequest) module.Upload {
	return module.Upload{ID: r.ID, Digest: r.Package, Size: r.Size}
}

func (e *edge) requestNow(ctx context.Context, t tenant.ID, id string) (*body[ModuleRequest], error) {
	r, err := e.Requests.One(ctx, t, id)
	if err != nil {
		return nil, err
	}
	line, err := e.requestLine(ctx, r)
	return ok(line), err
}

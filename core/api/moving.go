package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/core/archive"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// arrivalTime is how long an organisation may take to come in.
const arrivalTime = 6 * time.Hour

// summaryTrailer tells, after an organisation's file, what it holds: as JSON, in a trailer (RFC 9110, 6.5).
const summaryTrailer = "Ribambelle-Summary"

// Lock says who can open an organisation's file.
type Lock struct {
	Recipients []string `json:"recipients,omitempty" maxItems:"20" doc:"Keys of age that can open it, age1…"`
	Passphrase string   `json:"passphrase,omitempty" maxLength:"1000" doc:"Or a passphrase that opens it, of 12 characters or more."`
}

func (l Lock) lock() (archive.Lock, error) {
	switch {
	case l.Passphrase != "" && len(l.Recipients) > 0:
		return archive.Lock{}, fault.InvalidField("/passphrase", "either recipients or a passphrase, not both")
	case l.Passphrase != "":
		return archive.LockWith(l.Passphrase)
	}
	return archive.LockFor(l.Recipients...)
}

type exportTenant struct {
	OfOrganisation
	Body Lock
}

type exportOwn struct {
	InTenant
	Body Lock
}

type importTenant struct {
	As string `query:"as" minLength:"2" maxLength:"40" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" doc:"Short name here; it comes in as a new organisation then, beside the one that it was made from."`
}

type movedOut struct {
	archive.Summary
}

func (e *edge) moving() {
	locked := map[string]any{"passphrase": "quatre mots tirés au sort"}
	register(e, operation{
		id: "tenant-export", method: http.MethodPost, path: "/tenants/{slug}:export", action: "core:tenant.export", system: true, example: locked,
		summary: "Everything of an organisation in one encrypted file, to be imported elsewhere; for operators",
	}, e.exportTenant)
	register(e, operation{
		id: "archive-export", method: http.MethodPost, path: "/t/{tenant}/archive:export", action: "core:archive.export", example: locked,
		summary: "Everything of the organisation in one encrypted file, to be imported elsewhere",
	}, e.exportOwn)
	register(e, operation{
		id: "tenant-import", method: http.MethodPost, path: "/tenants:import", action: "core:tenant.import", system: true, status: http.StatusCreated, upload: true,
		summary: "Take an organisation in from its decrypted file; for operators",
	}, e.importTenant)
}

func (e *edge) exportTenant(ctx context.Context, c *call, in *exportTenant) (*stream, error) {
	t, err := e.Tenants.BySlug(ctx, in.Slug)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return nil, noTenant()
	case err != nil:
		return nil, err
	case t.Slug == tenant.SystemSlug:
		return nil, fault.New(fault.Conflict, "tenant-own", "This is the operators' own organisation: it belongs to the installation.")
	}
	return e.export(ctx, c, t, "core:tenant.export", in.Body)
}

func (e *edge) exportOwn(ctx context.Context, c *call, in *exportOwn) (*stream, error) {
	return e.export(ctx, c, c.Tenant, "core:archive.export", in.Body)
}

// export notes the export in the organisation's own log, then sends the file.
func (e *edge) export(ctx context.Context, c *call, t tenant.Tenant, action string, l Lock) (*stream, error) {
	if e.Moving == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server lets no organisation leave.")
	}
	lock, err := l.lock()
	if err != nil {
		return nil, err
	}
	entry := c.entry(action, "tenant/"+t.Slug)
	entry.Tenant, entry.At = t.ID, e.clock()
	if err := e.Log.Append(ctx, *entry); err != nil {
		return nil, fmt.Errorf("note the export: %w", err)
	}
	return &stream{func(h huma.Context) {
		h.SetHeader("Content-Type", "application/age")
		h.SetHeader("Content-Disposition", `attachment; filename="`+t.Slug+`.age"`)
		h.SetHeader("Cache-Control", "no-store")
		_, w := requestOf(h.Context())
		lasting(w)
		if err := e.send(h.Context(), w, t, lock); err != nil {
			e.Logger.ErrorContext(ctx, "the export of an organisation ended early", "request_id", c.Request, "error", err)
			panic(http.ErrAbortHandler) // so that nobody takes the half of it for all
		}
	}}, nil
}

// lasting lets an answer take longer than a request may: see requestTime. A server without deadlines needs none.
func lasting(w http.ResponseWriter) { _ = http.NewResponseController(w).SetReadDeadline(time.Time{}) }

func (e *edge) send(ctx context.Context, w http.ResponseWriter, t tenant.Tenant, lock archive.Lock) error {
	shut, err := lock.Shut(w)
	if err != nil {
		return err
	}
	summary, err := e.Moving.Export(ctx, t, shut)
	if err != nil {
		return err
	}
	if err := shut.Close(); err != nil {
		return fmt.Errorf("encrypting: %w", err)
	}
	text, err := json.Marshal(summary)
	if err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	w.Header().Set(http.TrailerPrefix+summaryTrailer, string(text))
	return nil
}

func (e *edge) importTenant(ctx context.Context, c *call, in *importTenant) (*body[movedOut], error) {
	if e.Moving == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server takes no organisation in.")
	}
	r, w := requestOf(ctx)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(arrivalTime)) // a server without deadlines needs none
	summary, err := e.Moving.Import(ctx, arriving{r.Body}, Arrival{As: in.As, Principal: c.actor(), Request: c.Request})
	if err != nil {
		return nil, err
	}
	return ok(movedOut{summary}), nil
}

// arriving says that a file which does not come to its end was cut off on its way.
type arriving struct{ body io.Reader }

func (a arriving) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fault.New(fault.Invalid, "archive-truncated", "The file did not arrive whole; nothing of it is kept.").Because(err)
	}
	return n, err
}

package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// errReplayed says that the first answer to a repeated request was written again.
var errReplayed = errors.New("answered before")

// Claimer is an audit.Tx that can take an idempotency key together with the change.
type Claimer interface {
	// Claim refuses a key that is taken: conflict "idempotency-key-used".
	Claim(ctx context.Context, i *record.Idempotency) error
}

// AnswerKeeper is a record.Replays that keeps the answer of a key claimed before.
type AnswerKeeper interface {
	KeepAnswer(ctx context.Context, t tenant.ID, key []byte, status int, body []byte) error
}

// once is a write of the core's own that carries an Idempotency-Key. The key is claimed in the change's
// transaction; the answer is kept after it. Should the process end between the two, a repetition is told that
// the request was answered, and is never done twice.
type once struct {
	key     *record.Idempotency
	tenant  tenant.ID
	secret  bool // the answer shows a secret: it is not kept
	claimed bool
	reply   *reply
}

// remember answers a repeated write as the first time, and prepares a first one to be remembered.
func (e *edge) remember(w http.ResponseWriter, r *http.Request, c *call, o operation) error {
	if r.Method == http.MethodGet || o.upload || !c.known() || r.Header.Get("Idempotency-Key") == "" {
		return nil
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, o.limit()))
	if err != nil {
		return bodyFault(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	key, err := e.idempotency(r, c, text)
	if err != nil {
		return err
	}
	status, kept, err := e.Replays.Replay(r.Context(), c.Tenant.ID, key.Key, key.Request)
	switch {
	case err == nil && status > 0:
		w.Header().Set("Idempotency-Replayed", "true")
		writeReceipt(w, status, bytes.TrimRight(kept, "\n"))
		return errReplayed
	case err == nil && o.secret:
		return fault.New(fault.Conflict, "idempotency-key-used", "This request was answered already; what it showed is shown once.")
	case err == nil:
		return notYet()
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	written, _ := w.(*reply)
	if written != nil {
		written.copied = &bytes.Buffer{}
	}
	c.once = &once{key: key, tenant: c.Tenant.ID, secret: o.secret, reply: written}
	return nil
}

// claim takes the key within the transaction of the change.
func (o *once) claim(ctx context.Context, tx audit.Tx) error {
	if o == nil || o.claimed {
		return nil
	}
	claimer, able := tx.(Claimer)
	if !able {
		return nil
	}
	err := claimer.Claim(ctx, o.key)
	if err != nil && fault.From(err).Code == "idempotency-key-used" {
		return notYet()
	}
	return err
}

// notYet refuses a repetition that came before the first answer was kept.
func notYet() error {
	f := fault.New(fault.Conflict, "idempotency-key-used", "The same request is being answered. Ask again in a moment; if it was cut short, read what is there first.")
	f.RetryAfter = time.Second
	return f
}

// keep remembers the answer of a change that was made.
func (o *once) keep(ctx context.Context, e *edge) {
	if o == nil || !o.claimed || o.secret || o.reply == nil || o.reply.status >= http.StatusBadRequest {
		return
	}
	keeper, able := e.Replays.(AnswerKeeper)
	if !able {
		return
	}
	err := keeper.KeepAnswer(ctx, o.tenant, o.key.Key, o.reply.status, o.reply.copied.Bytes())
	if err != nil {
		e.Logger.WarnContext(ctx, "an answer could not be kept for repetitions", "request_id", requestID(ctx), "error", err)
	}
}

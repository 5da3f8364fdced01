package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"net/http"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// maxIdempotencyKey is the longest Idempotency-Key.
const maxIdempotencyKey = 200

func (e *edge) createRecord(w http.ResponseWriter, r *http.Request, a asked) error {
	doc, err := readDocument(w, r)
	if err != nil {
		return err
	}
	return e.commit(w, r, a, http.StatusCreated, store.Mutation{Verb: store.Create, Collection: a.name(), Doc: doc})
}

func (e *edge) updateRecord(w http.ResponseWriter, r *http.Request, a asked) error {
	doc, err := readDocument(w, r)
	if err != nil {
		return err
	}
	rev, err := ifMatch(r.Header.Get("If-Match"))
	if err != nil {
		return err
	}
	return e.commit(w, r, a, http.StatusOK, store.Mutation{Verb: store.Update, Collection: a.name(), ID: a.id, Rev: rev, Doc: doc})
}

func (e *edge) deleteRecord(w http.ResponseWriter, r *http.Request, a asked) error {
	rev, err := ifMatch(r.Header.Get("If-Match"))
	if err != nil {
		return err
	}
	return e.commit(w, r, a, http.StatusNoContent, store.Mutation{Verb: store.Delete, Collection: a.name(), ID: a.id, Rev: rev})
}

// commit writes one record and answers with it. A repeated request gets its first answer.
func (e *edge) commit(w http.ResponseWriter, r *http.Request, a asked, status int, m store.Mutation) error {
	retry, err := e.idempotency(r, a.call, m.Doc)
	if err != nil {
		return err
	}
	caller := a.as(a.module.Name)
	if retry != nil {
		retry.Answer = func(receipt store.Receipt) (int, []byte) { return status, receiptBody(status, receipt) }
		caller.Retry = retry
	}
	receipt, err := e.Records.View(caller).Commit(r.Context(), store.Commit{Mutations: []store.Mutation{m}})
	switch {
	case retry != nil && errors.Is(err, fault.New(fault.Conflict, "idempotency-key-used", "")):
		return e.replay(w, r, a.call, retry)
	case m.Rev > 0 && errors.Is(err, fault.New(fault.Conflict, "revision-moved", "")):
		return precondition{fault.From(err)}
	case err != nil:
		return err
	}
	if len(receipt.Records) > 0 && status != http.StatusNoContent {
		w.Header().Set("ETag", etag(receipt.Records[0].Rev))
	}
	writeReceipt(w, status, receiptBody(status, receipt))
	return nil
}

func receiptBody(status int, receipt store.Receipt) []byte {
	if status == http.StatusNoContent || len(receipt.Records) == 0 {
		return nil
	}
	return appendRecord(make([]byte, 0, room(receipt.Records[0])), receipt.Records[0])
}

func writeReceipt(w http.ResponseWriter, status int, text []byte) {
	if len(text) == 0 {
		w.WriteHeader(status)
		return
	}
	answer(w, status, text)
}

// replay writes the first answer again.
func (e *edge) replay(w http.ResponseWriter, r *http.Request, c *call, i *record.Idempotency) error {
	status, text, err := e.Replays.Replay(r.Context(), c.Tenant.ID, i.Key, i.Request)
	if err != nil {
		return err
	}
	w.Header().Set("Idempotency-Replayed", "true")
	writeReceipt(w, status, text)
	return nil
}

// idempotency reads the Idempotency-Key of a write; nil without one. The key holds for one principal and address.
func (e *edge) idempotency(r *http.Request, c *call, text []byte) (*record.Idempotency, error) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		return nil, nil
	}
	if len(key) > maxIdempotencyKey {
		return nil, fault.New(fault.Invalid, "malformed-request", "An Idempotency-Key has at most %d characters.", maxIdempotencyKey)
	}
	whole := sha256.Sum256([]byte(c.actor() + "\x00" + r.Method + "\x00" + r.URL.EscapedPath() + "\x00" + key))
	// What was asked is kept as a keyed hash: nobody who holds the database alone can guess what it said.
	request := hmac.New(sha256.New, e.RequestKey)
	request.Write(text)
	return &record.Idempotency{Key: whole[:], Request: request.Sum(nil)}, nil
}

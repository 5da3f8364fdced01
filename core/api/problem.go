package api

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

const (
	problemBase = "/problems/" // each installation explains its own; the address is the same on all
	problemType = "application/problem+json"
)

// Problem is every answer that is not a success (RFC 9457).
type Problem struct {
	Type    string    `json:"type" format:"uri-reference" doc:"Stable address of this kind of problem, on the server that answers: a page that explains it." example:"/problems/unit-not-found"`
	Title   string    `json:"title" doc:"The status in words."`
	Status  int       `json:"status" doc:"The HTTP status."`
	Detail  string    `json:"detail,omitempty" doc:"One sentence for the person who called, in English; screens translate by code."`
	Code    string    `json:"code" doc:"Stable name of the problem." example:"unit-not-found"`
	Request string    `json:"request_id,omitempty" doc:"Quote it when asking for help."`
	Errors  []Mistake `json:"errors,omitempty" doc:"Each wrong place in the input."`

	retry time.Duration
	more  map[string]any
}

// Mistake is one wrong place in the input.
type Mistake struct {
	Pointer   string `json:"pointer" doc:"JSON Pointer into the body; empty for the whole of it." example:"/sites/3/kind"`
	Parameter string `json:"parameter,omitempty" doc:"Set instead when a parameter is wrong: query.page_size."`
	Message   string `json:"message" doc:"What is wrong and what would be right, in English; screens translate by rule."`
	Rule      string `json:"rule,omitempty" doc:"Stable name of the rule that is broken; absent where only the message tells." example:"too-short"`
	Limit     string `json:"limit,omitempty" doc:"What the rule asks for." example:"3"`
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus makes a Problem an error that Huma answers with as it is.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes Huma announce a problem document.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders says when to try again.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retry.Seconds()))))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="ribambelle"`)
	}
	return h
}

// MarshalJSON writes the members, then the extensions of this kind of problem.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	body, err := json.Marshal((*plain)(p))
	if err != nil || len(p.more) == 0 {
		return body, err
	}
	more, err := json.Marshal(p.more)
	if err != nil {
		return nil, err
	}
	return append(append(body[:len(body)-1], ','), more[1:]...), nil
}

// with is a fault that carries extension members into its problem.
type with struct {
	cause *fault.Error
	more  map[string]any
}

func (w with) Error() string { return w.cause.Error() }
func (w with) Unwrap() error { return w.cause }

// precondition marks a conflict as the caller's own If-Match that failed.
type precondition struct{ cause *fault.Error }

func (p precondition) Error() string { return p.cause.Error() }
func (p precondition) Unwrap() error { return p.cause }

// problemOf turns any error into its problem. What carries no kind is internal: its text stays here.
func problemOf(err error) *Problem {
	var already *Problem
	if errors.As(err, &already) {
		return already
	}
	f := fault.From(err)
	p := newProblem(statusOf(err, f), f.Code, f.Message)
	p.retry = f.RetryAfter
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, Mistake{Pointer: field.Pointer, Message: field.Message, Rule: field.Rule, Limit: field.Limit})
	}
	var extended with
	if errors.As(err, &extended) {
		p.more = extended.more
	}
	var held record.HeldBack
	if errors.As(err, &held) {
		p.more = map[string]any{"reason": held.Reason}
	}
	return p
}

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: problemBase + code, Title: http.StatusText(status), Status: status, Detail: detail, Code: code}
}

func statusOf(err error, f *fault.Error) int {
	var failed precondition
	if errors.As(err, &failed) {
		return http.StatusPreconditionFailed
	}
	if status, own := statusOfCode(f.Code); own {
		return status
	}
	return statuses()[f.Kind]
}

// statusOfCode is the status of what HTTP itself has a word for.
func statusOfCode(code string) (int, bool) {
	status, own := map[string]int{
		"path-not-canonical": http.StatusBadRequest,
		"malformed-body":     http.StatusBadRequest,
		"malformed-request":  http.StatusBadRequest,
		"method-not-allowed": http.StatusMethodNotAllowed,
		"not-acceptable":     http.StatusNotAcceptable,
		"request-timeout":    http.StatusRequestTimeout,
		"body-too-large":     http.StatusRequestEntityTooLarge,
		"address-too-long":   http.StatusRequestURITooLong,
		"headers-too-large":  http.StatusRequestHeaderFieldsTooLarge,
	}[code]
	return status, own
}

// statuses maps kinds of faults to HTTP statuses.
func statuses() map[fault.Kind]int {
	return map[fault.Kind]int{
		fault.Internal:        http.StatusInternalServerError,
		fault.Invalid:         http.StatusUnprocessableEntity,
		fault.Unauthenticated: http.StatusUnauthorized,
		fault.Denied:          http.StatusForbidden,
		fault.NotFound:        http.StatusNotFound,
		fault.Conflict:        http.StatusConflict,
		fault.Exhausted:       http.StatusTooManyRequests,
		fault.Unavailable:     http.StatusServiceUnavailable,
		fault.Unsupported:     http.StatusNotImplemented,
	}
}

// fromHuma rewrites Huma's own error document. The value that was sent is not repeated: it may be a secret.
func fromHuma(m *huma.ErrorModel) *Problem {
	code, detail := "invalid-input", "The input is not valid."
	switch m.Status {
	case http.StatusBadRequest:
		code, detail = "malformed-body", "The body cannot be read as JSON."
	case http.StatusRequestTimeout:
		code, detail = "request-timeout", "The body did not arrive in time."
	case http.StatusRequestEntityTooLarge:
		code, detail = "body-too-large", "The body is larger than this operation takes."
	case http.StatusUnsupportedMediaType:
		code, detail = "unsupported-media-type", "Send application/json."
	case http.StatusNotAcceptable:
		code, detail = "not-acceptable", "This operation answers with application/json."
	case http.StatusInternalServerError:
		return newProblem(m.Status, "internal", "Something went wrong on our side.")
	}
	p := newProblem(m.Status, code, detail)
	for _, d := range m.Errors {
		if d != nil {
			p.Errors = append(p.Errors, mistake(d.Location, d.Message))
		}
	}
	return p
}

// writeProblem answers outside Huma's operations.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	p.Request = requestID(r.Context())
	body, failed := json.Marshal(p)
	if failed != nil {
		body = []byte(`{"status":500}`)
	}
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.Header().Del("ETag")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client may have gone
}

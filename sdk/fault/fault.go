// Package fault gives errors a kind that survives gRPC and HTTP.
//
// A kind says what the caller may do about a failure; a code names the failure for good (it ends the
// problem+json "type" URI and keys translated texts); fields point at what was wrong in the input.
// Anything that carries no kind is Internal: it is logged with its request id and never shown.
//
// Goals: one small vocabulary at every boundary; errors.Is and errors.As keep working through wrapping.
// Non-goals: stack traces, translation (the screens do that by code).
//
// All functions are safe for concurrent use; a *Error is immutable once made.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what a caller may do about a failure.
type Kind uint8

// The kinds. The zero value is Internal, so that a forgotten kind never leaks a message.
const (
	Internal        Kind = iota // ours: logged, answered with the request id only
	Invalid                     // the input is wrong: mend it; Fields says where
	Unauthenticated             // say who you are first
	Denied                      // known, and not allowed
	NotFound                    // absent, or not for this caller to know
	Conflict                    // the state moved: read again, then retry
	Exhausted                   // a limit is reached: wait RetryAfter
	Unavailable                 // a part is down or too slow: retry later
	Unsupported                 // this server does not do that
)

var names = [...]string{
	"internal", "invalid", "unauthenticated", "denied", "not_found",
	"conflict", "exhausted", "unavailable", "unsupported",
}

// String returns the kind's stable name, as used on the wire: "not_found".
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return names[Internal]
}

// KindNamed is the inverse of String; an unknown name is Internal.
func KindNamed(name string) Kind {
	for k, n := range names {
		if n == name {
			return Kind(k)
		}
	}
	return Internal
}

// Field is one wrong place in the input.
type Field struct {
	Pointer string `json:"pointer"` // RFC 6901 JSON Pointer into the input: "/sites/3/kind"
	Message string `json:"message"` // what is wrong and what would be right, in English

	Rule  string `json:"rule,omitempty"`  // which rule it breaks: TooShort; empty where only the message tells
	Limit string `json:"limit,omitempty"` // what the rule asks for: "5"
}

// Error is a failure with its kind. Make one with New, or a constructor named after a kind.
type Error struct {
	Kind       Kind
	Code       string        // stable, lower case, hyphens: "wave-closed"; never empty
	Message    string        // one sentence for the person who called, in English
	Fields     []Field       // for Invalid
	RetryAfter time.Duration // for Exhausted and Unavailable; 0 when unknown
	cause      error
}

// New makes an error of a kind; args format the message as fmt.Sprintf does.
func New(kind Kind, code, message string, args ...any) *Error {
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	return &Error{Kind: kind, Code: code, Message: message}
}

// InvalidField is an Invalid error about a single place in the input.
func InvalidField(pointer, message string, args ...any) *Error {
	if len(args) > 0 {
		message = fmt.Sprintf(message, args...)
	}
	e := New(Invalid, "invalid-input", "The input is not valid.")
	e.Fields = []Field{{Pointer: pointer, Message: message}}
	return e
}

// InvalidRule is InvalidField about a rule that has a name. Limit is what the rule asks for, if anything.
func InvalidRule(pointer, rule, limit, message string, args ...any) *Error {
	e := InvalidField(pointer, message, args...)
	e.Fields[0].Rule, e.Fields[0].Limit = rule, limit
	return e
}

// Missing is the NotFound error of a noun: Missing("wave"). It is the same whether the thing does not
// exist or belongs to somebody else.
func Missing(noun string) *Error {
	return New(NotFound, noun+"-not-found", "There is no such %s.", noun)
}

// Because returns a copy of e that wraps cause; the cause is for logs and errors.Is, never for the caller.
func (e *Error) Because(cause error) *Error {
	copied := *e
	copied.cause = cause
	return &copied
}

// Error returns the message, then the cause.
func (e *Error) Error() string {
	text := e.Message
	for _, f := range e.Fields {
		text += fmt.Sprintf(" (%s: %s)", f.Pointer, f.Message)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same kind and code, so that sentinels can be compared.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Kind == e.Kind && other.Code == e.Code
}

// From finds the fault in err's chain; an error without one becomes Internal, wrapping err.
// From(nil) is nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "internal", "Something went wrong on our side.").Because(err)
}

// KindOf returns the kind of err; Internal when it has none. KindOf(nil) is meaningless, and Internal too.
func KindOf(err error) Kind {
	if err == nil {
		return Internal
	}
	return From(err).Kind
}

package sdk

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Target is the input of an operation on one record: embed it in the operation's own.
type Target struct {
	ID string `path:"id" maxLength:"60"`
}

// Record is a stored document as the core writes it.
type Record[T any] struct {
	ID       string `json:"id"`
	Rev      int64  `json:"rev"`
	UnitPath string `json:"unit_path"`
	Doc      T      `json:"doc"`
}

// RecordOf is an item as the core writes it.
func RecordOf[T any](one Item[T]) Record[T] {
	return Record[T]{ID: one.ID, Rev: one.Rev, UnitPath: one.Unit, Doc: one.Doc}
}

// Reply is an operation's answer with a body.
type Reply[T any] struct {
	Status int
	Body   T
}

// OK answers 200 with a body.
func OK[T any](body T) *Reply[T] { return &Reply[T]{Status: http.StatusOK, Body: body} }

// Made answers 201 with a body.
func Made[T any](body T) *Reply[T] { return &Reply[T]{Status: http.StatusCreated, Body: body} }

// Stored answers 200 with a record.
func Stored[T any](one *Item[T]) *Reply[Record[T]] { return OK(RecordOf(*one)) }

// Created answers 201 with a record.
func Created[T any](one *Item[T]) *Reply[Record[T]] { return Made(RecordOf(*one)) }

// Page is an operation's answer in HTML: a part of a page for browsers without JavaScript (Widget.Plain).
type Page struct {
	Status      int
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// HTML answers with text that is HTML already.
func HTML(status int, text []byte) *Page {
	return &Page{Status: status, ContentType: "text/html; charset=utf-8", Body: text}
}

// Fill answers with a template filled in; what is put into it is escaped by it.
func Fill(status int, from *template.Template, data any) (*Page, error) {
	var text bytes.Buffer
	if err := from.Execute(&text, data); err != nil {
		return nil, fmt.Errorf("writing the page %s: %w", from.Name(), err)
	}
	return HTML(status, text.Bytes()), nil
}

// StatusOf is the status of a page that tells a refusal.
func StatusOf(refusal *fault.Error) int {
	switch refusal.Kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	}
	return http.StatusConflict
}

// Language is "fr" or "en": the one asked for, or the caller's.
func Language(ctx context.Context, asked string) string {
	if asked == "" {
		asked = Call(ctx).Language
	}
	if strings.HasPrefix(asked, "en") {
		return "en"
	}
	return "fr"
}

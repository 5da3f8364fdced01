// Package notice owns what the people of an organisation are told: one desk for all modules, by which each kind of notice reaches
// each person as they have chosen.
//
// A notice waits in the outbox until the desk takes it: then it is in the person's list, with the message that they want at once or
// what makes the week's message in the same transaction, so that a crash tells nothing twice and loses nothing.
//
// Goals: one list, one choice and one way out of it for all that is told to people with an account. Non-goals: letters to others,
// HTTP, SQL. Types are values; a Desk and stores are safe for concurrent use.
package notice

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
)

// Notice is one thing that one person is told.
type Notice struct {
	ID      string     `json:"id"`
	Person  string     `json:"person"` // principal id
	Module  string     `json:"module"` // Core where no module tells it
	Kind    string     `json:"kind"`
	Subject sdk.Text   `json:"subject"`
	Text    sdk.Text   `json:"text"`
	Link    string     `json:"link,omitempty"` // below the organisation's console: "modules/cap/communities"
	At      time.Time  `json:"at"`
	Way     string     `json:"way"`              // sdk.NoticeNow…: how it was to reach them when it came
	Sent    *time.Time `json:"sent,omitempty"`   // when a message with it was written
	Read    *time.Time `json:"read,omitempty"`   // by the person, on the console
	Handed  *time.Time `json:"handed,omitempty"` // on paper, by somebody of their site
}

// Core is the module's name of what the core itself tells.
const Core = "core"

// Keep is how long a list keeps what was told, in months.
const Keep = 6

// Choice is how a person wants the notices of one kind.
type Choice struct {
	Person, Module, Kind string
	Way                  string // sdk.NoticeNow, sdk.NoticeWeekly, sdk.NoticeNone
}

// WayOf is how notices of a kind reach somebody who has chosen so. What cannot be switched off waits for the week at most.
func WayOf(module string, k sdk.NoticeKind, chosen []Choice) string {
	way := k.Default
	for _, c := range chosen {
		if c.Module == module && c.Kind == k.Name {
			way = c.Way
		}
	}
	if way == "" || way == sdk.NoticeNone && len(k.Required) > 0 {
		return sdk.NoticeNow
	}
	return way
}

// Store reads what people are told.
type Store interface {
	// Of lists a person's notices, the newest first: n at most, those before an id where it is given.
	Of(ctx context.Context, t tenant.ID, person, before string, n int) ([]Notice, error)
	// Unread counts those that a person has not read.
	Unread(ctx context.Context, t tenant.ID, person string) (int, error)
	// Waiting lists what these people have neither read nor been handed, the oldest first.
	Waiting(ctx context.Context, t tenant.ID, people []string) ([]Notice, error)
	// Gathered lists what waits for the week's message, the oldest first.
	Gathered(ctx context.Context, t tenant.ID) ([]Notice, error)
	// Choices lists what a person has chosen.
	Choices(ctx context.Context, t tenant.ID, person string) ([]Choice, error)
}

// Writer changes, within one transaction of one tenant, what people do with what they are told.
type Writer interface {
	// MarkRead notes that a person has read these, or all where none is named.
	MarkRead(ctx context.Context, person string, ids []string) error
	// MarkHanded notes that a person was handed these on paper.
	MarkHanded(ctx context.Context, person string, ids []string) error
	// Choose keeps how a person wants kinds of notices.
	Choose(ctx context.Context, choices []Choice) error
}

// Keeper is what the desk writes by itself.
type Keeper interface {
	// Put keeps a notice and adds what follows from it to the outbox, in one transaction; one that is there already stays as it is
	// and nothing follows.
	Put(ctx context.Context, t tenant.ID, n Notice, then ...outbox.Item) error
	// Send notes that notices were told and adds the message, in one transaction; if some of them were told meanwhile it does nothing.
	Send(ctx context.Context, t tenant.ID, ids []string, then ...outbox.Item) error
	// Drop removes notices from before a time, but for those of some people.
	Drop(ctx context.Context, t tenant.ID, before time.Time, except []string) error
	// Erase removes a person's notices and choices, and what waits to be told them, and returns how many notices.
	Erase(ctx context.Context, t tenant.ID, person string) (int, error)
}

package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/outbox"
)

type messageOut struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Name     string          `json:"name"`
	Due      time.Time       `json:"due_at"`
	Attempts int             `json:"attempts"`
	Data     json.RawMessage `json:"data"`
}

type messagesOut struct {
	Items []messageOut `json:"items"`
}

func (e *edge) mailbox() {
	register(e, operation{
		id: "outbox-list", method: http.MethodGet, path: "/t/{tenant}/outbox", action: "core:outbox.read",
		summary: "What waits to be sent: the mailbox of an organisation without a mail server",
	}, e.listOutbox)
	e.mail()
}

func (e *edge) listOutbox(ctx context.Context, c *call, in *struct {
	InTenant
	Kind string `query:"kind" enum:"mail,event,job" default:"mail"`
},
) (*body[messagesOut], error) {
	if e.Mailbox == nil {
		return nil, noMailbox()
	}
	items, err := e.Mailbox.Waiting(ctx, c.Tenant.ID, outbox.Kind(in.Kind))
	if err != nil {
		return nil, err
	}
	out := messagesOut{Items: []messageOut{}}
	for _, i := range items {
		data := json.RawMessage(i.Data)
		if !json.Valid(data) {
			data = quote(string(i.Data))
		}
		out.Items = append(out.Items, messageOut{i.ID, string(i.Kind), i.Name, i.At, i.Attempts, data})
	}
	return ok(out), nil
}

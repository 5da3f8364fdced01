package server

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// sender is how an organisation's messages present themselves: by its own name unless it chose another.
func (p *parts) sender(ctx context.Context, id tenant.ID) (mail.Sender, error) {
	t, err := p.db.Directory().ByID(ctx, id)
	if err != nil {
		return mail.Sender{}, err
	}
	s := mail.Sender{Name: t.Settings.Mail.Sender, ReplyTo: t.Settings.Mail.ReplyTo, Colour: t.Settings.Brand.Colour("primary", "")}
	if s.Name == "" {
		s.Name = t.Name
	}
	return s, nil
}

// mailbox shows the letters that lie in the folder because no mail server is set, and sends trial messages.
type mailbox struct {
	post  *mail.Post
	queue outbox.Queue
}

// Waiting implements api.Mailbox.
func (b mailbox) Waiting(_ context.Context, t tenant.ID, kind outbox.Kind) ([]outbox.Item, error) {
	if kind != outbox.Mail || !b.post.Local() {
		return nil, nil
	}
	letters, err := b.post.Letters(t, 100)
	if err != nil {
		return nil, err
	}
	items := make([]outbox.Item, 0, len(letters))
	for _, l := range letters {
		data, err := json.Marshal(mail.Message{To: l.To, Subject: l.Subject, Text: l.Text})
		if err != nil {
			return nil, err
		}
		items = append(items, outbox.Item{ID: l.ID, Tenant: t, Kind: kind, At: l.At, Data: data})
	}
	return items, nil
}

// Way implements api.Mailbox.
func (b mailbox) Way() (host, from string) { return b.post.Way() }

// Send implements api.Mailbox.
func (b mailbox) Send(ctx context.Context, t tenant.ID, l api.Letter) error {
	item, err := b.item(t, l)
	if err != nil {
		return err
	}
	return b.post.Deliver(ctx, item)
}

// Post implements api.Mailbox.
func (b mailbox) Post(ctx context.Context, t tenant.ID, letters ...api.Letter) error {
	items := make([]outbox.Item, 0, len(letters))
	for _, l := range letters {
		item, err := b.item(t, l)
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	return b.queue.Add(ctx, items...)
}

func (b mailbox) item(t tenant.ID, l api.Letter) (outbox.Item, error) {
	data, err := b.post.Write(t, mail.Message{To: l.To, Subject: l.Subject, Text: l.Text, Language: l.Language})
	return outbox.Item{ID: uuid.Must(uuid.NewV7()).String(), Tenant: t, Kind: outbox.Mail, Principal: "operator", Data: data}, err
}

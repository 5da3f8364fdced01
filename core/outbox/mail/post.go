// Package mail delivers the outbox's mail: over SMTP where a server is configured, otherwise as .eml files
// in a local folder, where an administrator can read what would have been sent.
//
// Goals: a message arrives as it was written, once or again under the same Message-ID, as plain text and in its organisation's
// colours; no text of a message can become a header or markup. Non-goals: HTML that somebody writes, receiving, bounces. A Post may
// be used concurrently.
package mail

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Config says how mail leaves. The zero value delivers into the folder "outbox".
type Config struct {
	// Server is smtp://user:password@host:587 (STARTTLS, which must succeed) or smtps://…:465. For a relay
	// on this machine, smtp://localhost:25?tls=none speaks in clear, without credentials.
	// Empty: messages become files in Folder.
	Server string
	From   string           // default "Ribambelle <ribambelle@localhost>"; must be set with Server
	Folder string           // default "outbox"
	Roots  *x509.CertPool   // who may vouch for the server; default: the system's
	Clock  func() time.Time // default time.Now
	Key    []byte           // 32 bytes that seal messages while they wait; default: they wait as they are
	// Sender says how a tenant's messages present themselves; default: as the installation.
	Sender func(ctx context.Context, t tenant.ID) (Sender, error)
}

// Sender is how an organisation's messages present themselves, before the installation's own address.
type Sender struct {
	Name    string // empty: the installation's
	ReplyTo string // one address; empty: none
	Colour  string // #rrggbb, in which white and dark text can be read; empty: the platform's
}

// Post delivers messages.
type Post struct {
	from   *mail.Address
	server *server // nil: into the folder
	folder string
	clock  func() time.Time
	sender func(ctx context.Context, t tenant.ID) (Sender, error)
	envelope
}

// New checks the configuration; it connects to nothing.
func New(c Config) (*Post, error) {
	if c.Server != "" && c.From == "" {
		return nil, errors.New("mail: a server is set, but not the sender's address (From)")
	}
	if c.From == "" {
		c.From = "Ribambelle <ribambelle@localhost>"
	}
	if c.Folder == "" {
		c.Folder = "outbox"
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Sender == nil {
		c.Sender = func(context.Context, tenant.ID) (Sender, error) { return Sender{}, nil }
	}
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("mail: the sender's address %q: %w", c.From, err)
	}
	post := &Post{from: from, folder: c.Folder, clock: c.Clock, sender: c.Sender}
	if post.envelope, err = newEnvelope(c.Key); err != nil {
		return nil, err
	}
	if c.Server == "" {
		return post, nil
	}
	if post.server, err = parseServer(c.Server, c.Roots); err != nil {
		return nil, err
	}
	return post, nil
}

// Write checks a message and returns it as an outbox item's Data. Fault kind: invalid.
func (p *Post) Write(t tenant.ID, m Message) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return p.envelope.close(t, m)
}

// Deliver sends one item of kind outbox.Mail; it is an outbox.Deliver. Fault kinds: invalid (the message,
// or the server refused it for good), unavailable (the server, for now).
func (p *Post) Deliver(ctx context.Context, item outbox.Item) error {
	message, err := p.envelope.open(item)
	if err != nil {
		return err
	}
	sender, err := p.sender(ctx, item.Tenant)
	if err != nil {
		return fmt.Errorf("find how the organisation signs: %w", err)
	}
	built, err := p.build(item, message, sender)
	if err != nil {
		return err
	}
	if p.server == nil {
		return p.drop(item, built)
	}
	return p.server.send(ctx, built)
}

// Local reports whether messages stay in the folder.
func (p *Post) Local() bool { return p.server == nil }

// Way says how messages leave: the server's host name, empty where they stay in the folder, and the sender's
// address. It tells no password.
func (p *Post) Way() (host, from string) {
	if p.server != nil {
		host = p.server.host
	}
	return host, p.from.Address
}

// build makes the letter as it goes over the wire.
func (p *Post) build(item outbox.Item, m Message, sender Sender) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	letter.FromMailAddress(p.signed(sender.Name))
	if sender.ReplyTo != "" {
		if err := letter.ReplyTo(sender.ReplyTo); err != nil {
			return nil, invalid("/reply_to", "this is not an e-mail address")
		}
	}
	if err := letter.To(m.To); err != nil {
		return nil, invalid("/to", "this is not an e-mail address")
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(p.clock())
	letter.SetMessageIDWithValue(item.ID + "@" + domain(p.from.Address))
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	if m.Language != "" {
		letter.SetGenHeader("Content-Language", m.Language)
	}
	if m.Unsubscribe != "" {
		letter.SetGenHeader("List-Unsubscribe", "<"+m.Unsubscribe+">")
		letter.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	page, err := p.sheet(m, sender)
	if err != nil {
		return nil, err
	}
	letter.SetBodyString(gomail.TypeTextPlain, strings.ReplaceAll(m.Text, "\r\n", "\n"))
	letter.AddAlternativeString(gomail.TypeTextHTML, page)
	for _, a := range m.Attachments {
		if err := letter.AttachReader(a.Name, bytes.NewReader(a.Content), gomail.WithFileContentType(gomail.ContentType(a.Type))); err != nil {
			return nil, fmt.Errorf("attaching %s: %w", a.Name, err)
		}
	}
	return letter, nil
}

// signed is the sender's address with an organisation's name before it, which cannot become a header.
func (p *Post) signed(name string) *mail.Address {
	if name == "" || hasControl(name) {
		return p.from
	}
	return &mail.Address{Name: name, Address: p.from.Address}
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// hostname is what the server is greeted with.
func hostname() string {
	if name, err := os.Hostname(); err == nil && name != "" {
		return name
	}
	return "localhost"
}

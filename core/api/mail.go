package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type mailOut struct {
	Local   bool          `json:"local" doc:"There is no mail server: messages lie in a folder, and in the mailbox."`
	Server  string        `json:"server,omitempty" doc:"Host name of the mail server."`
	From    string        `json:"from" doc:"The address that sends, the installation's."`
	Mail    tenant.Mail   `json:"mail"`
	Week    tenant.Weekly `json:"week" doc:"When the week's message goes out."`
	Managed []string      `json:"managed" doc:"Fields of mail that a file owns; they are locked here."`
}

type tryMail struct {
	InTenant
	Body struct {
		To string `json:"to" maxLength:"160" doc:"Where the trial message goes."`
	}
}

type triedMail struct {
	Local bool `json:"local" doc:"It lies in the mailbox instead of being sent."`
}

func (e *edge) mail() {
	register(e, operation{
		id: "mail-get", method: http.MethodGet, path: "/t/{tenant}/mail", action: "core:outbox.read",
		summary: "How messages leave",
	}, e.readMail)
	register(e, operation{
		id: "mail-try", method: http.MethodPost, path: "/t/{tenant}/mail:try", action: "core:mail.try",
		summary: "Send a trial message at once, and say what became of it",
		example: map[string]any{"to": "camille@example.org"},
	}, e.tryMail)
}

func (e *edge) readMail(_ context.Context, c *call, _ *InTenant) (*body[mailOut], error) {
	if e.Mailbox == nil {
		return nil, noMailbox()
	}
	host, from := e.Mailbox.Way()
	owned := []string{}
	for _, pointer := range managedSettings(c.Tenant) {
		if field, ofMail := strings.CutPrefix(pointer, "/mail/"); ofMail {
			owned = append(owned, "/"+field)
		}
	}
	return ok(mailOut{Local: host == "", Server: host, From: from, Mail: c.Tenant.Settings.Mail, Week: c.Tenant.Weekly(), Managed: owned}), nil
}

func (e *edge) tryMail(ctx context.Context, c *call, in *tryMail) (*body[triedMail], error) {
	if e.Mailbox == nil {
		return nil, noMailbox()
	}
	to := identity.CanonicalLogin(in.Body.To)
	if to == "" {
		return nil, fault.InvalidRule("/to", fault.Format, "email", "an e-mail address such as name@example.org")
	}
	if err := identity.CheckEmail("/to", to); err != nil {
		return nil, err
	}
	if wait := e.trials.wait(c.Tenant.Slug, e.Now()); wait > 0 {
		f := fault.New(fault.Exhausted, "mail-trials", "Enough trial messages for now. Wait a little.")
		f.RetryAfter = wait
		return nil, f
	}
	err := e.change(ctx, c, "core:mail.try", "", func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	if err != nil {
		return nil, err
	}
	if err := e.Mailbox.Send(ctx, c.Tenant.ID, trial(c, to)); err != nil {
		return nil, fmt.Errorf("send a trial message: %w", err)
	}
	host, _ := e.Mailbox.Way()
	return ok(triedMail{Local: host == ""}), nil
}

// trial is the message, in the language of whoever asks for it.
func trial(c *call, to string) Letter {
	if c.Principal.Language == "en" {
		return Letter{
			To: to, Language: "en", Subject: "Trial message from " + c.Tenant.Name,
			Text: "Hello,\n\nThis trial message confirms that mail from " + c.Tenant.Name + " arrives.\n" +
				"Answer it to check where answers go.\n\nRibambelle\n",
		}
	}
	return Letter{
		To: to, Language: "fr", Subject: "Message d’essai de " + c.Tenant.Name,
		Text: "Bonjour,\n\nCe message d’essai confirme que le courriel de " + c.Tenant.Name + " arrive bien.\n" +
			"Répondez-y pour vérifier où arrivent les réponses.\n\nRibambelle\n",
	}
}

func noMailbox() error {
	return fault.New(fault.Unsupported, "no-mailbox", "This server does not show what waits to be sent.")
}

// Limits of trial messages, so that nobody writes to strangers with them.
const (
	mostTrials  = 5
	trialWindow = 10 * time.Minute
)

package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type resetOut struct {
	Told bool `json:"told" doc:"A message tells the person; false where they have no address, or no message could be sent."`
}

func (e *edge) factorReset() {
	register(e, operation{
		id: "person-reset", method: http.MethodPost, path: "/t/{tenant}/people/{id}:reset-factor", action: "core:person.reset",
		summary: "Forget a person's second factor and passkeys, for one who has lost phone and codes; sessions end, and a message tells them",
	}, e.resetFactor)
}

func (e *edge) resetFactor(ctx context.Context, c *call, in *WithID) (*body[resetOut], error) {
	p, err := e.Roll.Person(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	if p.ID == c.Principal.ID {
		return nil, fault.New(fault.Conflict, "own-account", "Somebody else must do this to your account.")
	}
	err = e.change(ctx, c, "core:person.reset", "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if err := tx.Access().Proofs().Factors().Forget(ctx, p.ID); err != nil {
			return err
		}
		if err := tx.Access().Proofs().Passkeys().Remove(ctx, p.ID, ""); err != nil {
			return err
		}
		return tx.People().EndSessions(ctx, p.ID, "")
	})
	if err != nil {
		return nil, err
	}
	return ok(resetOut{e.tell(ctx, c, p)}), nil
}

// tell writes to a person whose second factor was reset: if they did not ask for it, somebody else did.
func (e *edge) tell(ctx context.Context, c *call, p identity.Person) bool {
	if p.Email == "" || e.Mailbox == nil {
		return false
	}
	if err := e.Mailbox.Send(ctx, c.Tenant.ID, resetLetter(p, c.Tenant.Name)); err != nil {
		e.Logger.WarnContext(ctx, "the message about a reset second factor could not be sent", "request_id", c.Request, "error", err)
		return false
	}
	return true
}

func resetLetter(p identity.Person, organisation string) Letter {
	if p.Language == "en" {
		return Letter{
			To: p.Email, Language: "en", Subject: "Your second factor was reset",
			Text: "Hello " + p.Name + ",\n\nSomebody who administers " + organisation + " has reset your second factor. " +
				"Your password alone opens your account until you set up a new one, under My account.\n\n" +
				"If you did not ask for this, tell them at once.\n\nRibambelle\n",
		}
	}
	return Letter{
		To: p.Email, Language: "fr", Subject: "Votre second facteur a été réinitialisé",
		Text: "Bonjour " + p.Name + ",\n\nUne personne qui administre " + organisation + " a réinitialisé votre second facteur. " +
			"Votre mot de passe suffit à ouvrir votre compte jusqu’à ce que vous en installiez un nouveau, sous Mon compte.\n\n" +
			"Si vous ne l’avez pas demandé, prévenez-la sans attendre.\n\nRibambelle\n",
	}
}

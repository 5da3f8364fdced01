package mobilisation

import (
	"context"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/link"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/date"
)

// letter is a message to somebody without an account: what they did, the link that confirms it, the link that undoes
// it, and who writes. Nothing that a stranger typed is in it.
type letter struct {
	to, language, unsubscribe string
	subject, opening          wording.Text
	confirm, undo             string // addresses
	asking, undoing           wording.Text
}

// send stages the letter.
func (l letter) send(ctx context.Context) error {
	config, err := configured(ctx)
	if err != nil {
		return err
	}
	if err := config.ready(); err != nil {
		return err
	}
	in := func(t wording.Text) string { return t.In(l.language) }
	parts := []string{in(wording.Text{"fr": "Bonjour,", "en": "Hello,"}), in(l.opening), in(l.asking) + "\n" + l.confirm}
	if l.undo != "" {
		parts = append(parts, in(l.undoing)+"\n"+l.undo)
	}
	parts = append(parts, "-- \n"+config.Organisation+"\n"+config.Postal)
	sdk.Tx(ctx).Mail(sdk.Message{
		To: l.to, Subject: in(l.subject), Text: strings.Join(parts, "\n\n") + "\n", Language: l.language, Unsubscribe: l.unsubscribe,
	})
	return nil
}

// until is the last day of a pending thing, as people read it.
func until(ctx context.Context) wording.Text {
	day := signature.Expires(sdk.Call(ctx).Now).In(sdk.Call(ctx).Zone)
	return wording.Text{"fr": date.Day(day, "fr"), "en": date.Day(day, "en")}
}

// each fills a wording in for both languages.
func each(text wording.Text, pairs ...func(language string) (name, value string)) wording.Text {
	filled := wording.Text{}
	for language, words := range text {
		for _, pair := range pairs {
			name, value := pair(language)
			words = strings.ReplaceAll(words, name, value)
		}
		filled[language] = words
	}
	return filled
}

func in(name string, text wording.Text) func(string) (string, string) {
	return func(language string) (string, string) { return name, text.In(language) }
}

// reading is how somebody's browser reads the page of a link.
type reading string

// The readings. Behind # a token is never sent, so that it stands in no log on the way; only a script can read it
// there. Where none runs the token goes along with the address.
const (
	scripted   reading = "#"
	scriptless reading = "?token="
)

func pageFor(ctx context.Context, through reading, l link.Link) (string, error) {
	token, err := tokenOf(ctx, l)
	return sdk.Call(ctx).Pages + "/link" + string(through) + token, err
}

func tokenOf(ctx context.Context, l link.Link) (string, error) {
	key, err := sdk.Secret(ctx, "links")
	if err != nil {
		return "", err
	}
	return l.Token(key)
}

// notYou says what happens when nothing is done.
var notYou = wording.Text{
	"fr": "Ce n’était pas vous ? Ne faites rien : tout sera effacé le {until}, et nous n’écrirons plus.",
	"en": "It was not you? Do nothing: all of it will be erased on {until}, and we will not write again.",
}

// writeSigner asks somebody to confirm a signature.
func writeSigner(ctx context.Context, p petition.Petition, one *sdk.Item[signature.Signature], through reading) error {
	confirm, err := pageFor(ctx, through, link.Link{Kind: link.ConfirmSignature, ID: one.ID, Expires: signature.Expires(sdk.Call(ctx).Now)})
	if err != nil {
		return err
	}
	undo, err := pageFor(ctx, through, link.Link{Kind: link.WithdrawSignature, ID: one.ID})
	if err != nil {
		return err
	}
	asking := wording.Text{
		"fr": "Pour que votre signature compte, ouvrez ce lien avant le {until} :", "en": "For your signature to count, open this link before {until}:",
	}
	if one.Doc.News {
		asking = wording.Text{
			"fr": "Pour que votre signature compte et pour recevoir de nos nouvelles, ouvrez ce lien avant le {until} :",
			"en": "For your signature to count and to get our news, open this link before {until}:",
		}
	}
	return letter{
		to: one.Doc.Email, language: one.Doc.Language, confirm: confirm, undo: undo,
		subject: wording.Text{"fr": "Confirmez votre signature", "en": "Confirm your signature"},
		opening: each(wording.Text{
			"fr": "Avec cette adresse, quelqu’un a signé « {title} ».\n" + notYou["fr"],
			"en": "With this address, somebody signed “{title}”.\n" + notYou["en"],
		}, in("{title}", p.Title), in("{until}", until(ctx))),
		asking: each(asking, in("{until}", until(ctx))),
		undoing: wording.Text{
			"fr": "Pour retirer votre signature, maintenant ou plus tard (gardez ce message) :",
			"en": "To withdraw your signature, now or later (keep this message):",
		},
	}.send(ctx)
}

// writeSubscriber asks somebody to confirm that they want news.
func writeSubscriber(ctx context.Context, one *sdk.Item[Subscriber], through reading) error {
	confirm, err := pageFor(ctx, through, link.Link{Kind: link.ConfirmSubscriber, ID: one.ID, Expires: signature.Expires(sdk.Call(ctx).Now)})
	if err != nil {
		return err
	}
	undo, err := pageFor(ctx, through, link.Link{Kind: link.Leave, ID: one.ID})
	if err != nil {
		return err
	}
	leave, err := leaveAddress(ctx, one.ID)
	if err != nil {
		return err
	}
	return letter{
		to: one.Doc.Email, language: one.Doc.Language, confirm: confirm, undo: undo, unsubscribe: leave,
		subject: wording.Text{"fr": "Confirmez votre inscription", "en": "Confirm your subscription"},
		opening: each(wording.Text{
			"fr": "Avec cette adresse, quelqu’un a demandé à recevoir nos nouvelles.\n" + notYou["fr"],
			"en": "With this address, somebody asked to get our news.\n" + notYou["en"],
		}, in("{until}", until(ctx))),
		asking: each(wording.Text{
			"fr": "Pour les recevoir, ouvrez ce lien avant le {until} :", "en": "To get them, open this link before {until}:",
		}, in("{until}", until(ctx))),
		undoing: wording.Text{"fr": "Pour ne plus rien recevoir :", "en": "To stop getting anything:"},
	}.send(ctx)
}

// writeTeller asks somebody to confirm a testimony.
func writeTeller(ctx context.Context, one *sdk.Item[testimony.Testimony], through reading) error {
	confirm, err := pageFor(ctx, through, link.Link{Kind: link.ConfirmTestimony, ID: one.ID, Expires: signature.Expires(sdk.Call(ctx).Now)})
	if err != nil {
		return err
	}
	undo, err := pageFor(ctx, through, link.Link{Kind: link.WithdrawTestimony, ID: one.ID})
	if err != nil {
		return err
	}
	return letter{
		to: one.Doc.Email, language: one.Doc.Language, confirm: confirm, undo: undo,
		subject: wording.Text{"fr": "Confirmez votre témoignage", "en": "Confirm your testimony"},
		opening: each(wording.Text{
			"fr": "Avec cette adresse, quelqu’un nous a confié un témoignage.\n" + notYou["fr"],
			"en": "With this address, somebody entrusted us with a testimony.\n" + notYou["en"],
		}, in("{until}", until(ctx))),
		asking: each(wording.Text{
			"fr": "Pour qu’il soit relu puis publié, ouvrez ce lien avant le {until} :", "en": "For it to be read and then published, open this link before {until}:",
		}, in("{until}", until(ctx))),
		undoing: wording.Text{
			"fr": "Pour le retirer, maintenant ou plus tard (gardez ce message) :", "en": "To withdraw it, now or later (keep this message):",
		},
	}.send(ctx)
}

// writeEdited asks an author to agree to changed words, by links for the kind of browser that the testimony came from.
func writeEdited(ctx context.Context, one *sdk.Item[testimony.Testimony]) error {
	through := scripted
	if one.Doc.Plain {
		through = scriptless
	}
	approve, err := pageFor(ctx, through, link.Link{Kind: link.ApproveTestimony, ID: one.ID})
	if err != nil {
		return err
	}
	undo, err := pageFor(ctx, through, link.Link{Kind: link.WithdrawTestimony, ID: one.ID})
	if err != nil {
		return err
	}
	return letter{
		to: one.Doc.Email, language: one.Doc.Language, confirm: approve, undo: undo,
		subject: wording.Text{"fr": "Votre témoignage : d’autres mots à approuver", "en": "Your testimony: other words to approve"},
		opening: wording.Text{
			"fr": "Nous vous proposons d’autres mots pour votre témoignage. Rien n’est publié avant votre accord.",
			"en": "We propose other words for your testimony. Nothing is published before you agree.",
		},
		asking:  wording.Text{"fr": "Pour lire le texte proposé et l’approuver :", "en": "To read the proposed text and approve it:"},
		undoing: wording.Text{"fr": "Pour retirer votre témoignage :", "en": "To withdraw your testimony:"},
	}.send(ctx)
}

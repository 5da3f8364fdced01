package notice

import (
	"fmt"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// longestSubject is how long a subject may be, in characters.
const longestSubject = 200

// oneLine is a subject that no mail server refuses.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > longestSubject {
		return string(letters[:longestSubject-1]) + "…"
	}
	return text
}

// words are what stands around notices in messages.
var words = map[string]sdk.Text{
	"hello":  {"fr": "Bonjour %s,", "en": "Hello %s,"},
	"see":    {"fr": "À voir ici : %s", "en": "See it here: %s"},
	"leave":  {"fr": "Ne plus recevoir ce genre de message : %s", "en": "Receive no more messages of this kind: %s"},
	"needed": {"fr": "Ce message ne peut pas être désactivé : %s", "en": "This message cannot be switched off: %s"},
	"choose": {"fr": "Vos choix : %s", "en": "Your choices: %s"},
	"week":   {"fr": "%s : votre semaine", "en": "%s: your week"},
	"since":  {"fr": "voici ce qui vous attend.", "en": "this is what waits for you."},
	"list":   {"fr": "Tout voir : %s", "en": "See all of it: %s"},
	"end":    {"fr": "Ne plus recevoir ce résumé : %s", "en": "Receive this summary no more: %s"},
}

func say(language, key string, args ...any) string {
	return fmt.Sprintf(words[key].In(language), args...)
}

// letter is the message about one notice.
func (d *Desk) letter(t tenant.Tenant, p identity.Person, n Notice, k sdk.NoticeKind, files []store.Attachment) store.Mail {
	language := spoken(t, p)
	parts := []string{say(language, "hello", p.Name), n.Text.In(language)}
	if n.Link != "" {
		parts = append(parts, say(language, "see", d.page(t, n.Link)))
	}
	m := store.Mail{To: p.Email, Subject: oneLine(n.Subject.In(language)), Language: language, Attachments: files}
	foot := []string{"-- ", t.Name}
	if len(k.Required) > 0 {
		foot = append(foot, say(language, "needed", k.Required.In(language)))
	} else {
		token := d.passes.Sign(t.ID, Leave{p.ID, n.Module, n.Kind})
		m.Unsubscribe = d.leave(t, token)
		foot = append(foot, say(language, "leave", d.page(t, "leave#"+token)))
	}
	foot = append(foot, say(language, "choose", d.page(t, "account")))
	m.Text = strings.Join(append(parts, strings.Join(foot, "\n")), "\n\n") + "\n"
	return m
}

// weekly is the message about a week's notices.
func (d *Desk) weekly(t tenant.Tenant, p identity.Person, all []Notice) store.Mail {
	language := spoken(t, p)
	token := d.passes.Sign(t.ID, Leave{p.ID, Core, Week})
	parts := []string{say(language, "hello", p.Name), say(language, "since")}
	for _, n := range all {
		one := "* " + oneLine(n.Subject.In(language)) + "\n\n" + n.Text.In(language)
		if n.Link != "" {
			one += "\n\n" + say(language, "see", d.page(t, n.Link))
		}
		parts = append(parts, one)
	}
	foot := []string{"-- ", t.Name, say(language, "end", d.page(t, "leave#"+token)), say(language, "choose", d.page(t, "account"))}
	parts = append(parts, say(language, "list", d.page(t, "notices")), strings.Join(foot, "\n"))
	return store.Mail{
		To: p.Email, Subject: oneLine(say(language, "week", t.Name)), Text: strings.Join(parts, "\n\n") + "\n", Language: language,
		Unsubscribe: d.leave(t, token),
	}
}

// spoken is a person's language, in the words of the organisation's place.
func spoken(t tenant.Tenant, p identity.Person) string {
	if strings.HasPrefix(t.Wording, p.Language+"-") {
		return t.Wording
	}
	return p.Language
}

// page is an address of an organisation's console.
func (d *Desk) page(t tenant.Tenant, path string) string {
	return d.config.URL + "/o/" + t.Slug + "/" + path
}

// leave is the address that ends messages by one POST.
func (d *Desk) leave(t tenant.Tenant, token string) string {
	return d.config.URL + "/t/" + t.Slug + "/notices/leave/" + token
}

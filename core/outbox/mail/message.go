package mail

import (
	"encoding/json"
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Message is the Data of an outbox item of kind mail: JSON, sealed where a key is set.
type Message struct {
	To       string `json:"to"`                 // one address, with or without a name
	Subject  string `json:"subject"`            // one line
	Text     string `json:"text"`               // plain text
	Language string `json:"language,omitempty"` // BCP 47
	// Unsubscribe ends a subscription by one POST, without a question (RFC 8058).
	Unsubscribe string       `json:"unsubscribe,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Limits of a message.
const (
	longestSubject = 255
	longestText    = 256 << 10
	longestAddress = 900 // of Unsubscribe: a header's line ends at 998
)

// Parse reads a message and checks it, so that nothing in it can be taken for a header. Fault kind: invalid.
func Parse(data []byte) (Message, error) {
	var m Message
	if err := json.Unmarshal(data, &m); err != nil {
		return Message{}, fault.New(fault.Invalid, "mail-invalid", "The message cannot be read.").Because(err)
	}
	return m, m.check()
}

func (m Message) check() error {
	if hasControl(m.To) {
		return invalid("/to", "an address has no control characters")
	}
	if _, err := mail.ParseAddress(m.To); err != nil {
		return invalid("/to", "this is not an e-mail address")
	}
	if m.Subject == "" || hasControl(m.Subject) || utf8.RuneCountInString(m.Subject) > longestSubject {
		return invalid("/subject", "a subject is one line of at most 255 characters")
	}
	if m.Text == "" || len(m.Text) > longestText || !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0) {
		return invalid("/text", "a text is plain text of at most 256 KiB")
	}
	if m.Language != "" {
		if _, err := language.Parse(m.Language); err != nil || hasControl(m.Language) {
			return invalid("/language", "a language is a BCP 47 tag, as fr or fr-CA")
		}
	}
	if err := m.checkAttachments(); err != nil {
		return err
	}
	return m.checkUnsubscribe()
}

// checkUnsubscribe wants one plain web address: what stands in a header between angle brackets.
func (m Message) checkUnsubscribe() error {
	if m.Unsubscribe == "" {
		return nil
	}
	at, err := url.Parse(m.Unsubscribe)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" || len(m.Unsubscribe) > longestAddress ||
		strings.ContainsAny(m.Unsubscribe, "<>,\" ") || hasControl(m.Unsubscribe) {
		return invalid("/unsubscribe", "this is not a web address")
	}
	return nil
}

func hasControl(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl)
}

func invalid(pointer, message string) error {
	e := fault.InvalidField(pointer, message)
	e.Code = "mail-invalid"
	return e
}

package mail_test

import (
	"bytes"
	"fmt"
	stdmail "net/mail"
	"strconv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// A dump of the queue shows the address and the text where nothing is sealed, and neither where it is.
func TestWaitingMessagesAreSealed(t *testing.T) {
	t.Parallel()
	open := post(t, mail.Config{Folder: t.TempDir()})
	sealed := post(t, mail.Config{Folder: t.TempDir(), Key: bytes.Repeat([]byte{7}, 32)})
	looted := func(p *mail.Post) (found int) {
		data, err := p.Write(lilas, letter)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"ines@example.org", "Robin", "lien"} {
			if bytes.Contains(data, []byte(word)) {
				found++
			}
		}
		return found
	}
	if hits := looted(open); hits != 3 {
		t.Fatalf("the attack finds %d of 3 words in an open queue", hits)
	}
	if leaks := looted(sealed); leaks > 0 {
		t.Errorf("%d words leak from a sealed queue", leaks)
	}

	data, err := sealed.Write(lilas, letter)
	if err != nil {
		t.Fatal(err)
	}
	if err := sealed.Deliver(t.Context(), outbox.Item{ID: itemID, Tenant: lilas, Kind: outbox.Mail, Data: data}); err != nil {
		t.Errorf("delivering a sealed message: %v", err)
	}
	letters, err := sealed.Letters(lilas, 1)
	if err != nil || len(letters) != 1 || !strings.Contains(letters[0].Text, "voici votre lien") {
		t.Errorf("delivered: %+v, %v", letters, err)
	}
	moved := outbox.Item{ID: itemID, Tenant: tenant.Trusted("0198a000-0000-7000-8000-000000000002"), Kind: outbox.Mail, Data: data}
	if err := sealed.Deliver(t.Context(), moved); fault.From(err).Code != "mail-sealed" {
		t.Errorf("another tenant's message: %v", err)
	}
	if _, err := mail.New(mail.Config{Key: []byte("short")}); err == nil {
		t.Error("a key of five bytes is taken")
	}
}

// TestLettersToOneAddressGo forgets one addressee, however the address is written, and no other.
func TestLettersToOneAddressGo(t *testing.T) {
	t.Parallel()
	p := post(t, mail.Config{Folder: t.TempDir(), Key: bytes.Repeat([]byte{7}, 32)})
	other := letter
	other.To = "lou@example.org"
	for i, m := range []mail.Message{letter, other} {
		data, err := p.Write(lilas, m)
		if err != nil {
			t.Fatal(err)
		}
		waits := outbox.Item{ID: itemID[:len(itemID)-1] + strconv.Itoa(i), Tenant: lilas, Kind: outbox.Mail, Data: data}
		if to := p.IsTo(waits, "Ines@Example.org"); to != (i == 0) {
			t.Errorf("%s: it is to Ines: %v", m.To, to)
		}
		if err := p.Deliver(t.Context(), waits); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := p.ForgetTo(lilas, "Ines@Example.org"); err != nil || n != 1 {
		t.Errorf("forgotten: %d, %v", n, err)
	}
	left, err := p.Letters(lilas, 10)
	if err != nil || len(left) != 1 || !strings.Contains(left[0].To, other.To) {
		t.Errorf("left: %+v, %v", left, err)
	}
}

func TestUnsubscribeByOnePost(t *testing.T) {
	t.Parallel()
	l, _ := listen(t, false)
	p := post(t, mail.Config{Server: fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", l.port())})
	m := letter
	m.Unsubscribe = "https://example.org/t/niort/visits/leave/abc"
	if err := p.Deliver(t.Context(), item(m)); err != nil {
		t.Fatal(err)
	}
	parsed, err := stdmail.ReadMessage(strings.NewReader(l.got()[0].data))
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed.Header.Get("List-Unsubscribe"); got != "<https://example.org/t/niort/visits/leave/abc>" {
		t.Errorf("List-Unsubscribe: %q", got)
	}
	if got := parsed.Header.Get("List-Unsubscribe-Post"); got != "List-Unsubscribe=One-Click" {
		t.Errorf("List-Unsubscribe-Post: %q", got)
	}
	for _, bad := range []string{"mailto:a@example.org", "https://e.org/>,<https://evil.example/", "https://e.org/\r\nBcc: x@y.z", "leave", "https://" + strings.Repeat("a", 950)} {
		m.Unsubscribe = bad
		if err := p.Deliver(t.Context(), item(m)); fault.From(err).Code != "mail-invalid" {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
}

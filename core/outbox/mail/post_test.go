package mail_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	stdmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var (
	lilas = tenant.Trusted("0198a000-0000-7000-8000-000000000001")
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

const itemID = "0198a000-0000-7000-8000-00000000000a"

func item(m mail.Message) outbox.Item {
	data, _ := json.Marshal(m)
	return outbox.Item{ID: itemID, Tenant: lilas, Kind: outbox.Mail, Data: data}
}

var letter = mail.Message{
	To: "Inès Robin <ines@example.org>", Subject: "Votre accès à la crèche « Les Lilas »", Language: "fr",
	Text: "Bonjour,\n\nvoici votre lien : https://petite-enfance.example/o/niort/join#jeton\n.\nÀ bientôt",
}

func post(t *testing.T, c mail.Config) *mail.Post {
	t.Helper()
	c.Clock = func() time.Time { return noon }
	if c.Server != "" {
		c.From = "Ville de Niort <ribambelle@niort.example>"
	}
	p, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSMTPDialogue(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"in clear": "smtp://127.0.0.1:%d?tls=none", "STARTTLS": "smtp://niort:pass%%2Fword@127.0.0.1:%d",
		"TLS": "smtps://niort:pass%%2Fword@127.0.0.1:%d",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secure := name != "in clear"
			l, pool := start(t, secure, name == "TLS")
			address := fmt.Sprintf(address, l.port())
			if err := post(t, mail.Config{Server: address, Roots: pool}).Deliver(t.Context(), item(letter)); err != nil {
				t.Fatal(err)
			}
			if len(l.got()) != 1 {
				t.Fatalf("the server got %d mails", len(l.got()))
			}
			got := l.got()[0]
			if got.secure != secure || (got.auth != "") != secure || !strings.HasPrefix(got.to, "TO:<ines@example.org>") {
				t.Errorf("dialogue %+v", got)
			}
			parsed, err := stdmail.ReadMessage(strings.NewReader(got.data))
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{
				"Message-Id": "<" + itemID + "@niort.example>", "Auto-Submitted": "auto-generated",
				"Date": "Mon, 02 Mar 2026 12:00:00 +0000", "Content-Language": "fr",
			} {
				if got := parsed.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

// What a server answers decides whether a message is tried again.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]fault.Kind{
		"550 5.1.1 no such user ines@example.org": fault.Invalid,
		"451 4.7.1 greylisted, come back later":   fault.Unavailable,
	} {
		t.Run(answer[:3], func(t *testing.T) {
			t.Parallel()
			l, _ := listen(t, false)
			l.answer = answer
			p := post(t, mail.Config{Server: fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", l.port())})
			err := p.Deliver(t.Context(), item(letter))
			if fault.KindOf(err) != want || !strings.Contains(err.Error(), answer[:9]) || strings.Contains(err.Error(), "example.org") {
				t.Errorf("%v; want %v, with the server's code and without the address", err, want)
			}
		})
	}
}

func TestUnreachableOrInsecureServers(t *testing.T) {
	t.Parallel()
	plain, _ := listen(t, false)
	untrusted, _ := listen(t, true)
	gone, _ := listen(t, false)
	_ = gone.Close()
	for name, c := range map[string]mail.Config{
		"no STARTTLS offered":     {Server: fmt.Sprintf("smtp://127.0.0.1:%d", plain.port())},
		"certificate not trusted": {Server: fmt.Sprintf("smtp://127.0.0.1:%d", untrusted.port())},
		"nobody listens":          {Server: fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", gone.port())},
	} {
		if err := post(t, c).Deliver(t.Context(), item(letter)); err == nil || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %v, want unavailable", name, err)
		}
	}
	if n := len(plain.got()) + len(untrusted.got()); n != 0 {
		t.Errorf("%d messages travelled in clear or to a stranger", n)
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []mail.Config{
		{Server: "smtp://localhost"},
		{Server: "http://localhost", From: "a@example.org"},
		{Server: "smtp://u:secret@localhost:25?tls=none", From: "a@example.org"},
		{Server: "smtp://u:secret@localhost:port", From: "a@example.org"},
		{From: "nobody"},
	} {
		if _, err := mail.New(c); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v; want it refused without the password", c, err)
		}
	}
}

// No text of a message becomes a header, or an address more.
func TestNoInjection(t *testing.T) {
	t.Parallel()
	l, _ := listen(t, false)
	p := post(t, mail.Config{Server: fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", l.port())})
	for _, change := range []func(*mail.Message){
		func(m *mail.Message) { m.Subject = "Bonjour\r\nBcc: all@example.org" },
		func(m *mail.Message) { m.Subject = "Bonjour\nX: y" },
		func(m *mail.Message) { m.Subject = "" },
		func(m *mail.Message) { m.Subject = strings.Repeat("a", 300) },
		func(m *mail.Message) { m.To = "ines@example.org\r\nBcc: all@example.org" },
		func(m *mail.Message) { m.To = "ines@example.org, all@example.org" },
		func(m *mail.Message) { m.To = "ines" },
		func(m *mail.Message) { m.Text = "" },
		func(m *mail.Message) { m.Text = "nul \x00 byte" },
		func(m *mail.Message) { m.Language = "fr\r\nX: y" },
	} {
		m := letter
		change(&m)
		if err := p.Deliver(t.Context(), item(m)); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v, want invalid", m, err)
		}
	}
	if err := p.Deliver(t.Context(), outbox.Item{ID: itemID, Tenant: lilas, Data: []byte("{")}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("data that is no message: %v", err)
	}
	if n := len(l.got()); n != 0 {
		t.Errorf("%d of them were sent", n)
	}
	hidden := letter
	hidden.Text = "Bonjour\r\n.\r\nMAIL FROM:<x@example.org>\r\nBcc: all@example.org"
	if err := p.Deliver(t.Context(), item(hidden)); err != nil || len(l.got()) != 1 || strings.Contains(l.got()[0].to, "all@") {
		t.Errorf("a text that looks like a dialogue: %v, %+v", err, l.got())
	}
}

func TestWithoutServerLettersLieInTheFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := post(t, mail.Config{Folder: folder})
	for range 2 { // delivered twice is there once
		if err := p.Deliver(t.Context(), item(letter)); err != nil {
			t.Fatal(err)
		}
	}
	letters, err := p.Letters(lilas, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []mail.Letter{{ID: itemID, At: noon, To: letter.To, Subject: letter.Subject, Text: letter.Text}}
	if diff := cmp.Diff(want, letters); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
	info, err := os.Stat(filepath.Join(folder, lilas.String(), itemID+".eml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v; want mode 0600", info, err)
	}
	other := tenant.Trusted("0198a000-0000-7000-8000-000000000002")
	if theirs, err := p.Letters(other, 10); err != nil || len(theirs) != 0 {
		t.Errorf("another tenant sees %v, %v", theirs, err)
	}
	sneaky := item(letter)
	sneaky.ID = "../../escape"
	if err := p.Deliver(t.Context(), sneaky); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an id that leaves the folder: %v", err)
	}
}

// A calendar goes with a message, whole, and the text stays readable in the folder.
func TestACalendarIsAttached(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := post(t, mail.Config{Folder: folder})
	file := "BEGIN:VCALENDAR\r\nSUMMARY:Séance\\, déplacée\r\nEND:VCALENDAR\r\n"
	with := letter
	with.Attachments = []mail.Attachment{{Name: "agenda.ics", Type: "text/calendar; charset=utf-8; method=PUBLISH", Content: []byte(file)}}
	if err := p.Deliver(t.Context(), item(with)); err != nil {
		t.Fatal(err)
	}
	letters, err := p.Letters(lilas, 10)
	if err != nil || len(letters) != 1 || letters[0].Text != with.Text {
		t.Fatalf("%+v, %v", letters, err)
	}
	raw, err := os.Open(filepath.Join(folder, lilas.String(), itemID+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	read, err := stdmail.ReadMessage(raw)
	if err != nil {
		t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(read.Body, parameters["boundary"])
	if _, err := parts.NextPart(); err != nil {
		t.Fatal(err)
	}
	second, err := parts.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, second))
	kind, how, _ := mime.ParseMediaType(second.Header.Get("Content-Type"))
	if err != nil || string(got) != file || kind != "text/calendar" || how["method"] != "PUBLISH" || second.FileName() != "agenda.ics" {
		t.Errorf("%q as %s %v, %v", got, kind, how, err)
	}
}

func TestWhatIsNotAttached(t *testing.T) {
	t.Parallel()
	good := mail.Attachment{Name: "a.ics", Type: "text/calendar", Content: []byte("x")}
	for name, change := range map[string]func(*mail.Attachment){
		"a program":   func(a *mail.Attachment) { a.Type = "application/x-msdownload" },
		"a page":      func(a *mail.Attachment) { a.Type = "text/html" },
		"a header":    func(a *mail.Attachment) { a.Type = "text/calendar\r\nBcc: x@example.org" },
		"no name":     func(a *mail.Attachment) { a.Name = "" },
		"a path":      func(a *mail.Attachment) { a.Name = "../a.ics" },
		"a name of 2": func(a *mail.Attachment) { a.Name = "a\r\nb.ics" },
		"a mountain":  func(a *mail.Attachment) { a.Content = make([]byte, 201<<10) },
	} {
		m := letter
		one := good
		change(&one)
		m.Attachments = []mail.Attachment{one}
		if err := post(t, mail.Config{Folder: t.TempDir()}).Deliver(t.Context(), item(m)); fault.From(err).Code != "mail-invalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnOrganisationSignsItsMessages(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	signed := map[tenant.ID]mail.Sender{lilas: {Name: "Ville de Bègles", ReplyTo: "enfance@begles.example"}}
	p := post(t, mail.Config{Folder: folder, Sender: func(_ context.Context, id tenant.ID) (mail.Sender, error) { return signed[id], nil }})
	theirs := item(letter)
	theirs.Tenant = tenant.Trusted("0198a000-0000-7000-8000-000000000002")
	for _, it := range []outbox.Item{item(letter), theirs} {
		if err := p.Deliver(t.Context(), it); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[tenant.ID][2]string{
		lilas:         {"=?utf-8?q?Ville_de_B=C3=A8gles?= <ribambelle@localhost>", "<enfance@begles.example>"},
		theirs.Tenant: {`"Ribambelle" <ribambelle@localhost>`, ""},
	} {
		file, err := os.Open(filepath.Join(folder, id.String(), itemID+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		read, err := stdmail.ReadMessage(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{read.Header.Get("From"), read.Header.Get("Reply-To")}; !strings.EqualFold(got[0], want[0]) || got[1] != want[1] {
			t.Errorf("from and reply-to %q, want %q", got, want)
		}
	}
}

package mail

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	gomail "github.com/wneessen/go-mail"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// drop writes the letter as a file that only this user may read: <folder>/<tenant>/<item>.eml.
func (p *Post) drop(item outbox.Item, letter *gomail.Msg) error {
	dir, err := p.box(item.Tenant)
	if err != nil {
		return err
	}
	if _, err := uuid.Parse(item.ID); err != nil {
		return fault.New(fault.Invalid, "mail-invalid", "The item has no proper id.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the outbox folder: %w", err)
	}
	file, err := os.CreateTemp(dir, "new-*") // 0600
	if err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	defer os.Remove(file.Name())
	_, err = letter.WriteTo(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	if err := os.Rename(file.Name(), filepath.Join(dir, item.ID+".eml")); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	return nil
}

// box is a tenant's part of the folder.
func (p *Post) box(t tenant.ID) (string, error) {
	if _, err := uuid.Parse(t.String()); err != nil {
		return "", fault.New(fault.Invalid, "mail-invalid", "The item has no proper tenant.")
	}
	return filepath.Join(p.folder, t.String()), nil
}

// Count tells how many letters of a tenant lie in the folder.
func (p *Post) Count(t tenant.ID) (int, error) {
	dir, err := p.box(t)
	if err != nil {
		return 0, err
	}
	letters, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("list the outbox folder: %w", err)
	}
	return len(letters), nil
}

// Forget removes a tenant's letters from the folder.
func (p *Post) Forget(t tenant.ID) error {
	dir, err := p.box(t)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("removing a tenant's letters: %w", err)
	}
	return nil
}

// ForgetTo removes a tenant's letters to an address from the folder, and returns how many there were.
func (p *Post) ForgetTo(t tenant.ID, address string) (n int, err error) {
	letters, err := p.Letters(t, math.MaxInt)
	if err != nil {
		return 0, err
	}
	dir, err := p.box(t)
	if err != nil {
		return 0, err
	}
	for _, l := range letters {
		if !sameAddress(l.To, address) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, l.ID+".eml")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return n, fmt.Errorf("removing a letter: %w", err)
		}
		n++
	}
	return n, nil
}

// IsTo reports whether an item that waits is to an address. One that does not open is to nobody.
func (p *Post) IsTo(item outbox.Item, address string) bool {
	m, err := p.envelope.open(item)
	return err == nil && sameAddress(m.To, address)
}

// sameAddress compares addresses as people write them, with or without a name.
func sameAddress(written, address string) bool {
	if read, err := mail.ParseAddress(written); err == nil {
		written = read.Address
	}
	return strings.EqualFold(strings.TrimSpace(written), strings.TrimSpace(address))
}

// Letter is a message in the folder, as an administrator reads it.
type Letter struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
}

// Letters lists a tenant's newest messages in the folder, newest first, at most limit.
func (p *Post) Letters(t tenant.ID, limit int) ([]Letter, error) {
	dir, err := p.box(t)
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the outbox folder: %w", err)
	}
	slices.Reverse(files) // names begin with a time: UUIDv7
	letters := []Letter{}
	for _, file := range files {
		id, ok := strings.CutSuffix(file.Name(), ".eml")
		if !ok || len(letters) == limit {
			continue
		}
		letter, err := open(filepath.Join(dir, file.Name()))
		if err != nil {
			return nil, fmt.Errorf("read letter %s: %w", id, err)
		}
		letter.ID = id
		letters = append(letters, letter)
	}
	return letters, nil
}

// open reads a letter that drop wrote.
func open(path string) (Letter, error) {
	file, err := os.Open(path)
	if err != nil {
		return Letter{}, err
	}
	defer file.Close()
	read, err := mail.ReadMessage(file)
	if err != nil {
		return Letter{}, err
	}
	text, err := textOf(read)
	if err != nil {
		return Letter{}, err
	}
	words := new(mime.WordDecoder)
	letter := Letter{Text: strings.ReplaceAll(string(text), "\r\n", "\n")}
	letter.At, _ = read.Header.Date()
	letter.Subject, _ = words.DecodeHeader(read.Header.Get("Subject"))
	letter.To, _ = words.DecodeHeader(read.Header.Get("To"))
	return letter, nil
}

// textOf reads what a letter says as plain text: all of it, or the first of its parts, which are the plain text and the same as
// HTML, before what is attached.
func textOf(read *mail.Message) ([]byte, error) {
	kind := read.Header.Get("Content-Type")
	if !strings.HasPrefix(kind, "multipart/") {
		return io.ReadAll(quotedprintable.NewReader(read.Body))
	}
	part, err := firstPart(kind, read.Body)
	for err == nil && strings.HasPrefix(part.Header.Get("Content-Type"), "multipart/") {
		part, err = firstPart(part.Header.Get("Content-Type"), part)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(part)
}

// firstPart opens the first of several parts; it undoes quoted-printable itself.
func firstPart(kind string, body io.Reader) (*multipart.Part, error) {
	_, parameters, err := mime.ParseMediaType(kind)
	if err != nil {
		return nil, err
	}
	return multipart.NewReader(body, parameters["boundary"]).NextPart()
}

package e2e

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

// letterbox is a mail server on loopback: it speaks SMTP, takes everything and keeps it.
type letterbox struct {
	t *testing.T
	net.Listener

	mu      sync.Mutex
	letters []letter
	arrived chan struct{} // closed and replaced at each letter
}

// letter is a message as it came over the wire.
type letter struct {
	to     string
	header mail.Header
	text   string
	files  map[string]string // what was attached, by media type
}

func openLetterbox(t *testing.T) *letterbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &letterbox{t: t, Listener: l, arrived: make(chan struct{})}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go b.serve(c)
		}
	}()
	return b
}

// address is what `serve --smtp` takes.
func (b *letterbox) address() string { return fmt.Sprintf("smtp://%s?tls=none", b.Addr()) }

func (b *letterbox) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	say := func(line string) { _, _ = io.WriteString(c, line+"\r\n") }
	say("220 letterbox ready")
	to := ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, rest, _ := strings.Cut(strings.TrimSpace(line), " "); strings.ToUpper(verb) {
		case "EHLO", "HELO":
			say("250 letterbox")
		case "RCPT":
			_, to, _ = strings.Cut(rest, "<")
			to, _, _ = strings.Cut(to, ">")
			say("250 ok")
		case "DATA":
			say("354 go on")
			b.take(to, in)
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// take keeps a letter. One whose sender goes away before its end was never sent (RFC 5321, section 4.1.1.4): a server
// that is killed sends it again.
func (b *letterbox) take(to string, in *bufio.Reader) {
	var data strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line == ".\r\n" {
			break
		}
		data.WriteString(strings.TrimPrefix(line, "."))
	}
	read, err := mail.ReadMessage(strings.NewReader(data.String()))
	if err != nil {
		b.t.Errorf("a letter that cannot be read: %v", err)
		return
	}
	text, files, err := opened(read)
	if err != nil {
		b.t.Errorf("a letter that cannot be read: %v", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letters = append(b.letters, letter{to, read.Header, text, files})
	close(b.arrived)
	b.arrived = make(chan struct{})
}

// opened is what a letter says as plain text, and what was attached to it; the same as HTML must say it too.
func opened(read *mail.Message) (text string, files map[string]string, err error) {
	o := parts{files: map[string]string{}}
	if kind := read.Header.Get("Content-Type"); strings.HasPrefix(kind, "multipart/") {
		err = o.read(kind, read.Body)
	} else {
		err = errors.New("a letter comes as plain text and as HTML")
	}
	if err == nil && (o.page == "" || strings.Contains(o.page, "<img") || strings.Contains(o.page, "<script")) {
		err = fmt.Errorf("a letter as HTML asks for nothing: %s", o.page)
	}
	return o.text, o.files, err
}

// parts are what a letter consists of.
type parts struct {
	text, page string
	files      map[string]string // by media type
}

// read goes through the parts of a part.
func (o *parts) read(kind string, body io.Reader) error {
	_, parameters, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	for each := multipart.NewReader(body, parameters["boundary"]); ; {
		part, err := each.NextPart() // undoes quoted-printable itself
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := o.take(part); err != nil {
			return err
		}
	}
}

// take keeps a part as what it is.
func (o *parts) take(part *multipart.Part) error {
	written := part.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(written)
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		return o.read(written, part)
	}
	var body io.Reader = part
	if part.Header.Get("Content-Transfer-Encoding") == "base64" {
		body = base64.NewDecoder(base64.StdEncoding, part)
	}
	all, err := io.ReadAll(body)
	switch {
	case part.FileName() != "":
		o.files[kind] = string(all)
	case kind == "text/html":
		o.page = string(all)
	default:
		o.text = string(all)
	}
	return err
}

// subject is the letter's, decoded.
func (l letter) subject() string {
	text, _ := new(mime.WordDecoder).DecodeHeader(l.header.Get("Subject"))
	return text
}

// to returns the letters to an address, and what is closed when another letter arrives.
func (b *letterbox) to(address string) (found []letter, next <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.letters {
		if l.to == address {
			found = append(found, l)
		}
	}
	return found, b.arrived
}

// wait returns the n-th letter to an address, once it is there.
func (b *letterbox) wait(address string, n int) letter {
	b.t.Helper()
	late := time.After(30 * time.Second)
	for {
		found, next := b.to(address)
		if len(found) >= n {
			return found[n-1]
		}
		select {
		case <-next:
		case <-late:
			b.t.Fatalf("%d letters to %s, want %d", len(found), address, n)
		}
	}
}

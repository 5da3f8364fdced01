package e2e

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
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

// opened is what a letter says, and what was attached to it.
func opened(read *mail.Message) (text string, files map[string]string, err error) {
	kind, parameters, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		all, err := io.ReadAll(quotedprintable.NewReader(read.Body))
		return string(all), nil, err
	}
	files = map[string]string{}
	for parts := multipart.NewReader(read.Body, parameters["boundary"]); ; {
		part, err := parts.NextPart() // undoes quoted-printable itself
		if errors.Is(err, io.EOF) {
			return text, files, nil
		}
		if err != nil {
			return "", nil, err
		}
		var body io.Reader = part
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		all, err := io.ReadAll(body)
		if err != nil {
			return "", nil, err
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); part.FileName() != "" {
			files[kind] = string(all)
		} else {
			text = string(all)
		}
	}
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

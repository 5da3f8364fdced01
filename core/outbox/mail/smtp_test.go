package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// listener is a small real SMTP server on loopback.
type listener struct {
	net.Listener
	secure *tls.Config // offers STARTTLS, and AUTH after it
	wraps  bool        // speaks TLS from the first byte
	answer string      // to RCPT; default 250

	mu    sync.Mutex
	mails []received
}

type received struct {
	from, to, auth string
	data           string
	secure         bool
}

// listen starts a server; secure makes it speak TLS under a certificate that the pool vouches for.
func listen(t *testing.T, secure bool) (*listener, *x509.CertPool) { return start(t, secure, false) }

// start is listen; wraps makes it speak TLS from the first byte.
func start(t *testing.T, secure, wraps bool) (*listener, *x509.CertPool) {
	t.Helper()
	l := &listener{wraps: wraps}
	var pool *x509.CertPool
	if secure {
		l.secure, pool = certificate(t)
	}
	var err error
	if l.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			served.Go(func() { l.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		served.Wait()
	})
	return l, pool
}

func (l *listener) port() int { return l.Addr().(*net.TCPAddr).Port }

// serve speaks with one client.
func (l *listener) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	mail := received{secure: l.wraps}
	if l.wraps {
		c = tls.Server(c, l.secure)
	}
	lines := bufio.NewReader(c)
	say := func(text string) { fmt.Fprintf(c, "%s\r\n", text) }
	say("220 loopback ESMTP")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			offer := "250-ENHANCEDSTATUSCODES\r\n250 8BITMIME"
			if l.secure != nil && !mail.secure {
				offer = "250-STARTTLS\r\n" + offer
			} else if mail.secure {
				offer = "250-AUTH PLAIN\r\n" + offer
			}
			say("250-loopback\r\n" + offer)
		case "STARTTLS":
			say("220 go ahead")
			c = tls.Server(c, l.secure)
			lines, mail.secure = bufio.NewReader(c), true
		case "AUTH":
			mail.auth = rest
			say("235 welcome")
		case "MAIL":
			mail.from = rest
			say("250 ok")
		case "RCPT":
			mail.to = rest
			if l.answer != "" {
				say(l.answer)
				continue
			}
			say("250 ok")
		case "DATA":
			say("354 send it")
			for line, err = lines.ReadString('\n'); err == nil && line != ".\r\n"; line, err = lines.ReadString('\n') {
				mail.data += line
			}
			l.mu.Lock()
			l.mails = append(l.mails, mail)
			l.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (l *listener) got() []received {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mails
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(made)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

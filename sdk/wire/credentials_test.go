package wire

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/test/bufconn"
)

// Two ends of one process speak; an end of another process is refused.
func TestCredentials(t *testing.T) {
	t.Parallel()
	core, secret, err := NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	module, err := credentials(strings.NewReader(string(secret)))
	if err != nil {
		t.Fatal(err)
	}
	_, foreignSecret, err := NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := credentials(strings.NewReader(string(foreignSecret)))
	if err != nil {
		t.Fatal(err)
	}
	if err := shake(core, module); err != nil {
		t.Errorf("control: the two ends do not speak: %v", err)
	}
	if shake(foreign, module) == nil || shake(core, foreign) == nil {
		t.Error("an end of another process was let in")
	}
	if shake(&tls.Config{InsecureSkipVerify: true}, module) == nil { //nolint:gosec // the attacker does not care
		t.Error("an end without a certificate was let in")
	}
	if _, err := credentials(strings.NewReader("noise")); err == nil {
		t.Error("noise was taken for credentials")
	}
}

// Nothing but the authority is named as its own issuer is: OpenSSL would take it for a certificate that signs itself.
func TestCertificatesAreNotTheirOwnIssuers(t *testing.T) {
	t.Parallel()
	core, _, err := NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	own, err := x509.ParseCertificate(core.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(own.RawSubject, own.RawIssuer) {
		t.Errorf("%s is named as its issuer is", own.Subject)
	}
}

// shake joins two ends and lets the server say one byte once it knows the client.
func shake(client, server *tls.Config) error {
	pipe := bufconn.Listen(64 << 10)
	defer pipe.Close() //nolint:errcheck // in memory
	go func() {
		conn, err := pipe.Accept()
		if err != nil {
			return
		}
		s := tls.Server(conn, server)
		_, _ = s.Write([]byte{1})
		_ = s.Close()
	}()
	conn, err := pipe.Dial()
	if err != nil {
		return err
	}
	c := tls.Client(conn, client)
	defer c.Close() //nolint:errcheck // in memory
	_, err = c.Read(make([]byte, 1))
	return err
}

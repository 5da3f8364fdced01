package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// server is where mail is handed over.
type server struct {
	host    string
	options []gomail.Option
	wrapped bool // TLS from the first byte
}

// CheckServer says what is wrong with a server's address, as New would.
func CheckServer(text string) error {
	_, err := parseServer(text, nil)
	return err
}

// parseServer reads the address of a server. Errors never repeat it, because it holds the password.
func parseServer(text string, roots *x509.CertPool) (*server, error) {
	at, err := url.Parse(text)
	if err != nil || at.Hostname() == "" {
		return nil, errors.New("mail: the server must be smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	trust := &tls.Config{ServerName: at.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: roots}
	s := &server{host: at.Hostname(), options: []gomail.Option{
		gomail.WithTimeout(patience), gomail.WithHELO(hostname()), gomail.WithTLSConfig(trust),
	}}
	if err := s.secure(at); err != nil {
		return nil, err
	}
	if port := at.Port(); port != "" {
		number, err := strconv.Atoi(port)
		if err != nil {
			return nil, errors.New("mail: the server's port is not a number")
		}
		s.options = append(s.options, gomail.WithPort(number))
	}
	if at.User != nil {
		password, _ := at.User.Password()
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(at.User.Username()), gomail.WithPassword(password))
	}
	return s, nil
}

// patience is how long one step of the dialogue may take.
const patience = 20 * time.Second

// secure chooses how the connection is protected.
func (s *server) secure(at *url.URL) error {
	clear := at.Query().Get("tls") == "none"
	switch {
	case at.Scheme == "smtps" && !clear:
		s.options = append(s.options, gomail.WithSSLPort(false))
		s.wrapped = true
	case at.Scheme == "smtp" && !clear:
		s.options = append(s.options, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
	case at.Scheme == "smtp" && at.User == nil:
		s.options = append(s.options, gomail.WithTLSPortPolicy(gomail.NoTLS))
	case at.Scheme == "smtp":
		return errors.New("mail: tls=none takes no user and password: they would travel in clear")
	default:
		return fmt.Errorf("mail: the server's scheme must be smtp or smtps, not %q", at.Scheme)
	}
	return nil
}

// send hands one letter over on a connection of its own.
func (s *server) send(ctx context.Context, letter *gomail.Msg) error {
	options, hangUp := s.line()
	defer hangUp()
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return fmt.Errorf("prepare the connection to the mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if err == nil || letter.IsDelivered() { // the server took it; only the goodbye failed
		return nil
	}
	var refused *gomail.SendError
	if !errors.As(err, &refused) {
		return fault.New(fault.Unavailable, "mail-server", "The mail server cannot be reached.").Because(err)
	}
	// Its text holds the recipient's address: only the codes are kept.
	code := strings.TrimSpace(fmt.Sprint(refused.ErrorCode(), " ", refused.EnhancedStatusCode()))
	if !refused.IsTemp() && refused.ErrorCode() >= 500 {
		return fault.New(fault.Invalid, "mail-refused", "The mail server refused the message for good (%s).", code)
	}
	return fault.New(fault.Unavailable, "mail-postponed", "The mail server does not take the message now (%s).", code)
}

// line returns the options of one connection, and what closes it in any case: the client leaves a connection
// open whose STARTTLS failed. Where TLS comes first the client must dial itself, or it would not know that
// the line is safe for a password.
func (s *server) line() (options []gomail.Option, hangUp func()) {
	if s.wrapped {
		return s.options, func() {}
	}
	var connection net.Conn
	dial := func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		connection, err = new(net.Dialer).DialContext(ctx, network, address)
		return connection, err
	}
	return append(slices.Clip(s.options), gomail.WithDialContextFunc(dial)), func() {
		if connection != nil {
			_ = connection.Close()
		}
	}
}

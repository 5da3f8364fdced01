package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
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
}

// parseServer reads the address of a server. Errors never repeat it, because it holds the password.
func parseServer(text string, roots *x509.CertPool) (*server, error) {
	at, err := url.Parse(text)
	if err != nil || at.Hostname() == "" {
		return nil, errors.New("mail: the server must be smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	s := &server{host: at.Hostname(), options: []gomail.Option{
		gomail.WithTimeout(20 * time.Second), gomail.WithHELO(hostname()),
		gomail.WithTLSConfig(&tls.Config{ServerName: at.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: roots}),
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

// secure chooses how the connection is protected.
func (s *server) secure(at *url.URL) error {
	clear := at.Query().Get("tls") == "none"
	switch {
	case at.Scheme == "smtps" && !clear:
		s.options = append(s.options, gomail.WithSSLPort(false))
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
	client, err := gomail.NewClient(s.host, s.options...)
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

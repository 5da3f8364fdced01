package wire

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// serverName is the one name in every certificate of the wire. Their authority has another: where issuer and subject are
// named alike, OpenSSL takes a certificate for one that signs itself, and refuses it.
const (
	serverName    = "ribambelle"
	authorityName = "ribambelle authority"
)

// Credentials are one process's share of a mutual TLS connection, as they are handed to it on its stdin: not by
// environment, where others of the same user could read them.
type Credentials struct {
	Authority   []byte `json:"authority"`   // DER
	Certificate []byte `json:"certificate"` // DER
	Key         []byte `json:"key"`         // PKCS #8
}

// NewCredentials makes an authority for one process's life and two ends under it: the core's configuration
// and the text to write to the module's stdin. P-256, TLS 1.3, both ends verified.
func NewCredentials(now time.Time) (*tls.Config, []byte, error) {
	authority, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("making an authority: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: authorityName},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	root, err := x509.CreateCertificate(rand.Reader, template, template, authority.Public(), authority)
	if err != nil {
		return nil, nil, fmt.Errorf("signing an authority: %w", err)
	}
	core, err := leaf(now, root, authority)
	if err != nil {
		return nil, nil, err
	}
	module, err := leaf(now, root, authority)
	if err != nil {
		return nil, nil, err
	}
	config, err := core.Config()
	if err != nil {
		return nil, nil, err
	}
	text, err := json.Marshal(module)
	if err != nil {
		return nil, nil, fmt.Errorf("writing credentials: %w", err)
	}
	return config, text, nil
}

func leaf(now time.Time, root []byte, authority *ecdsa.PrivateKey) (Credentials, error) {
	parent, err := x509.ParseCertificate(root)
	if err != nil {
		return Credentials{}, fmt.Errorf("reading an authority: %w", err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Credentials{}, fmt.Errorf("making a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return Credentials{}, fmt.Errorf("drawing a serial number: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: serverName}, DNSNames: []string{serverName},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, parent, private.Public(), authority)
	if err != nil {
		return Credentials{}, fmt.Errorf("signing a certificate: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return Credentials{}, fmt.Errorf("writing a key: %w", err)
	}
	return Credentials{Authority: root, Certificate: signed, Key: secret}, nil
}

// Config is the TLS configuration of this end, whether it dials or serves.
func (c Credentials) Config() (*tls.Config, error) {
	root, err := x509.ParseCertificate(c.Authority)
	if err != nil {
		return nil, fmt.Errorf("reading the authority: %w", err)
	}
	private, err := x509.ParsePKCS8PrivateKey(c.Key)
	if err != nil {
		return nil, errors.New("reading the key: it is not PKCS #8")
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{c.Certificate}, PrivateKey: private}},
		RootCAs:      pool, ClientCAs: pool, ServerName: serverName,
		ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13,
	}, nil
}

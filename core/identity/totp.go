package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the standard's own, and what every app has; HMAC does not need collisions to be hard
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// What every authenticator app does (RFC 6238): six digits, new each half minute.
const (
	appSecretBytes = 20
	appDigits      = 6
	appStep        = 30 * time.Second
	appDrift       = 1 // steps that a phone's clock may be off
)

// NewAppSecret returns a new secret that an authenticator app and the server share.
func NewAppSecret() []byte {
	secret := make([]byte, appSecretBytes)
	rand.Read(secret) //nolint:errcheck // crypto/rand never fails: it ends the process instead
	return secret
}

// AppSecretText is a secret as people type it into an app.
func AppSecretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// AppAddress is what an app reads from a QR code.
func AppAddress(secret []byte, issuer, account string) string {
	query := url.Values{"secret": {AppSecretText(secret)}, "issuer": {issuer}}
	label := url.PathEscape(issuer) + ":" + url.PathEscape(account)
	return "otpauth://totp/" + label + "?" + strings.ReplaceAll(query.Encode(), "+", "%20") // apps read a plus as a plus
}

// appCode is the code of one time step.
func appCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes all
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	number := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", appDigits, number%1_000_000)
}

// appStepOf finds the time step around now, later than the last one taken, whose code this is; 0 when none is.
func appStepOf(secret []byte, code string, now time.Time, last int64) (step int64) {
	current := now.Unix() / int64(appStep/time.Second)
	for s := current - appDrift; s <= current+appDrift; s++ {
		right := subtle.ConstantTimeCompare([]byte(appCode(secret, s)), []byte(code)) == 1
		if right && s > last && step == 0 {
			step = s
		}
	}
	return step
}

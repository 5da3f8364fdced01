package sdk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
)

// Secret returns 32 secret bytes for one purpose ("links"): always the same for this module in this
// organisation, and unrelated to those of any other module, organisation or purpose. Sign with them what
// leaves and comes back: a link in a message, a challenge. The core keeps the key that they come from.
func Secret(ctx context.Context, purpose string) ([]byte, error) {
	current := callOf(ctx)
	if current == nil || len(current.secret) == 0 {
		return nil, errNoCall()
	}
	mac := hmac.New(sha256.New, current.secret)
	mac.Write([]byte(purpose))
	return mac.Sum(nil), nil
}

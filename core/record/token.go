package record

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const maxToken = 8 << 10

// mark is what a page token holds: which query it belongs to, and where the page ended. It needs no secret:
// a made-up one moves within what the caller sees, and no further.
type mark struct {
	Query string `json:"q"`
	After []any  `json:"a"`
}

func fingerprint(c *collection, q store.Query) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", c.Name(), q.Filter, q.Order, q.Search, q.Unit))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func writeToken(c *collection, q store.Query, order []Order, last store.Record) (string, error) {
	after, err := keysOf(last, order)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(mark{fingerprint(c, q), after})
	if err != nil {
		return "", fmt.Errorf("writing a page token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

func readToken(c *collection, q store.Query, order []Order) ([]any, error) {
	if q.Token == "" {
		return nil, nil
	}
	var m mark
	text, err := base64.RawURLEncoding.DecodeString(q.Token)
	if err == nil && len(text) <= maxToken {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || len(m.After) != len(order) || m.Query != fingerprint(c, q) {
		return nil, fault.InvalidField("/page_token", "belongs to another query: start again without it").Because(err)
	}
	for _, v := range m.After {
		switch v.(type) {
		case nil, string, float64, bool:
		default:
			return nil, fault.InvalidField("/page_token", "belongs to another query: start again without it")
		}
	}
	return m.After, nil
}

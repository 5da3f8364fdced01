package sdk

import (
	"context"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Statement is a text with the core's signature under it: what a certificate rests on. Note is a C2SP signed
// note (ed25519): whoever has Key checks it anywhere, without this server.
type Statement = wire.Statement

// Sign has the core sign a text in the name of this module and this organisation; no other can sign the same.
// The text is plain, of at most 16 KiB, and ends with a line end. A module holds no signing key, and none can be
// had.
func Sign(ctx context.Context, text string) (Statement, error) {
	return attest(ctx, Statement{Text: text})
}

// Verify checks a note that Sign made, here and for nobody else, and returns what it says. One that is not, or
// not any more, under this server's key is invalid, "note-invalid".
func Verify(ctx context.Context, note string) (Statement, error) {
	return attest(ctx, Statement{Note: note})
}

func attest(ctx context.Context, s Statement) (Statement, error) {
	current := callOf(ctx)
	if current == nil {
		return Statement{}, errNoCall()
	}
	return current.host.Attest(ctx, s)
}

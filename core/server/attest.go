package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// longestStatement is how much text is signed at once, in bytes.
const longestStatement = 16 << 10

// Attest implements module.Backend. The first line of what is signed binds it to the module and the organisation,
// so that neither another module nor another organisation can have the same words signed.
func (b backend) Attest(_ context.Context, c module.Caller, s sdk.Statement) (sdk.Statement, error) {
	heading := statementHeading(c)
	if s.Note == "" {
		if s.Text == "" || len(s.Text) > longestStatement {
			return sdk.Statement{}, fault.InvalidField("/text", "must be a text of at most %d bytes", longestStatement)
		}
		note, err := b.keys.Attest(heading + s.Text)
		return sdk.Statement{Text: s.Text, Note: note, Key: b.keys.Witness()}, err
	}
	signed, err := b.keys.Attested(s.Note)
	if err != nil {
		return sdk.Statement{}, err
	}
	text, ours := strings.CutPrefix(signed, heading)
	if !ours {
		return sdk.Statement{}, fault.New(fault.Invalid, "note-invalid", "This was signed for somebody else.")
	}
	return sdk.Statement{Text: text, Note: s.Note, Key: b.keys.Witness()}, nil
}

// statementHeading names the module and, by a digest that tells nothing, the organisation.
func statementHeading(c module.Caller) string {
	sum := sha256.Sum256([]byte("statement of " + c.Module + " in " + c.Tenant.String()))
	return "ribambelle statement: " + c.Module + " " + hex.EncodeToString(sum[:16]) + "\n"
}

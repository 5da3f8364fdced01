package audit

import (
	"encoding/base64"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Origin is the first line of a tenant's checkpoints: it names the log.
func Origin(t tenant.ID) string { return "ribambelle/audit/" + t.String() }

// Text returns what is signed (C2SP tlog-checkpoint): origin, size and root, a line each.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", Origin(c.Tenant), c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// sign makes the checkpoint of a tree's head.
func sign(t tenant.ID, head *edge, at time.Time, signer note.Signer) (Checkpoint, error) {
	c := Checkpoint{Tenant: t, Size: head.size, Root: head.root(), At: at.UTC().Truncate(time.Millisecond)}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("sign the checkpoint of size %d: %w", c.Size, err)
	}
	c.Note = signed
	return c, nil
}

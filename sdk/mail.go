package sdk

import (
	"context"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Message is plain text to one person.
type Message = store.Mail

// Attachment is a file that goes with a message.
type Attachment = store.Attachment

// Mail queues a message at once, whether or not the call commits anything. Where it belongs to a change, stage it
// with that: Tx(ctx).Mail.
func Mail(ctx context.Context, m Message) error {
	current := callOf(ctx)
	if current == nil {
		return errNoCall()
	}
	return current.host.Mail(ctx, m)
}

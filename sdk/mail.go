package sdk

import (
	"context"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Message is plain text to one person.
type Message = wire.Mail

// Mail queues a message. It is sent after the call, whether or not the call commits anything.
func Mail(ctx context.Context, m Message) error {
	current := callOf(ctx)
	if current == nil {
		return errNoCall()
	}
	return current.host.Mail(ctx, m)
}

package sdk

import "github.com/ribambelle/ribambelle/sdk/wire"

// Event is something that happened, here or in another module. It may be delivered more than once, with the same ID.
type Event = wire.Event

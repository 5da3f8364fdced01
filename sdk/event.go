package sdk

import "github.com/ribambelle/ribambelle/sdk/wire"

// Event is something that happened, here or in another module. It may be delivered more than once, with the same ID.
type Event = wire.Event

// DemoBegan is the event that the core tells, once, in each organisation that a demonstration has just made: a
// module that hears it shows itself at work with content of its own. No other server tells it.
const DemoBegan = "core.demo.began"

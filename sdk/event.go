package sdk

import "github.com/ribambelle/ribambelle/sdk/wire"

// Event is something that happened, here or in another module. It may be delivered more than once, with the same ID.
type Event = wire.Event

// DemoBegan is the event that the core tells, once, in each organisation that a demonstration has just made: a
// module that hears it shows itself at work with content of its own. No other server tells it.
const DemoBegan = "core.demo.began"

// Demo is the data of DemoBegan: the accounts of the demonstration, all invented, for a module to give parts to.
type Demo struct {
	People []DemoPerson `json:"people"`
}

// DemoPerson is an account of a demonstration.
type DemoPerson struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Role     string `json:"role"` // "core:educator"
	Language string `json:"language"`
}

package api

import (
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
)

// as is the caller's own view of a module's collections.
func (c *call) as(module string) record.Caller {
	return record.Caller{
		Tenant: c.Tenant.ID, Version: c.Tenant.Version, Principal: c.Principal, Module: module, Request: c.Request, Retry: c.Retry,
		Source: c.origin(),
	}
}

// asModule is the module's own view: what the core asks on its behalf, such as what is under way.
func (c *call) asModule(module string) record.Caller {
	caller := c.as(module)
	caller.Mode, caller.Retry = record.AsModule, nil
	caller.Principal = identity.Principal{Kind: identity.Module, ID: module, Home: c.Tenant.ID}
	return caller
}

# The core's own policy: what roles, ownership and modules' own work allow everywhere, and what stops everybody.
#
# Input:
#   principal   kind, id, home, suspended, scopes, within, device, grants: [{role, path, unit}], live ones only; what is empty is absent
#   action      "portrait:wave.open"
#   roles       the roles that may do the action: data of the tenant
#   reach       the paths of the grants that have one of these roles, without those below another
#   field       true where the action may be done on a site's device
#   record      the fields of the record, with id, unit_path, owner_id; {"unit_path": "/"} at the tenant's root.
#               For a write, the rules are tried on the old and on the new record, and both must pass.
package rb.core

# A role may do its actions on the subtree that it was given for.
include.grants if {
	input.principal.kind != "visitor"
	strings.any_prefix_match(input.record.unit_path, input.reach)
}

# People may read what is their own.
include.own if {
	input.principal.kind == "person"
	endswith(input.action, ".read")
	input.record.owner_id == input.principal.id
}

# A module working on its own behalf may do its own actions.
include.itself if {
	input.principal.kind == "module"
	startswith(input.action, concat("", [input.principal.id, ":"]))
}

# Another organisation may do what was agreed with it. That it reaches the units that were agreed to alone is joined in Go.
include.share if {
	input.principal.kind == "share"
	strings.any_prefix_match(input.record.unit_path, input.principal.within)
}

# What stops a principal, whatever else allows: the name of each reason.
stops.suspended if input.principal.suspended == true

stops.scope if {
	input.principal.kind == "service"
	count(input.principal.scopes) > 0
	not input.action in input.principal.scopes
}

# What was agreed with another organisation is a list of actions, also where a module's rule lets anybody do more.
stops.share if {
	input.principal.kind == "share"
	not input.action in input.principal.scopes
}

# A site's device serves for what is done in the field. That it reaches its own site alone is joined in Go.
stops.device if {
	input.principal.device
	not input.field
}

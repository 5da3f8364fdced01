# What the toolbox allows beside roles: the tools are the whole organisation's, and whoever leads a site sees what is
# suggested for the wider territory.
package rb.module.toolbox

import data.rb.tree

include if {
	input.action == "toolbox:tools.read"
	input.principal.kind == "person"
	some grant in input.principal.grants
	grant.role in input.roles
}

include if {
	input.action == "toolbox:suggestions.read"
	input.principal.kind == "person"
	input.record.unit_path in tree.around(input.principal.grants, input.roles)
}

# What the toolbox allows beside roles: the director of a site sees what is suggested for the wider territory.
package rb.module.toolbox

include if {
	input.action == "toolbox:suggestions.read"
	input.principal.kind == "person"
	some grant in input.principal.grants
	grant.role == "core:director"
	some path in above(grant.path)
	input.record.unit_path == path
}

# above lists the paths around a unit's: "/", "/a/", "/a/b/" for "/a/b/".
above(path) := {p |
	parts := split(path, "/")
	some i, _ in parts
	i < count(parts) - 1
	p := concat("", [concat("/", array.slice(parts, 0, i + 1)), "/"])
}

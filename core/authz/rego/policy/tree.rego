# What every policy may call beside its own rules: functions of their arguments alone, about an organisation's tree.
package rb.tree

# above lists a unit's path and those of everything around it: "/", "/a/", "/a/b/" for "/a/b/".
above(path) := {p |
	parts := split(path, "/")
	some i, _ in parts
	i < count(parts) - 1
	p := concat("", [concat("/", array.slice(parts, 0, i + 1)), "/"])
}

# around lists the units where one of the grants gives one of the roles, and everything around them: what somebody who
# works at a place may know of the organisation above it.
around(grants, roles) := {path |
	places := {grant.path | some grant in grants; grant.role in roles}
	some place in places
	some path in above(place)
}

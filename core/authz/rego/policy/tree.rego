# What every policy may call beside its own rules: functions of their arguments alone, about an organisation's tree.
package rb.tree

# above lists a unit's path and those of everything around it: "/", "/a/", "/a/b/" for "/a/b/".
above(path) := {p |
	parts := split(path, "/")
	some i, _ in parts
	i < count(parts) - 1
	p := concat("", [concat("/", array.slice(parts, 0, i + 1)), "/"])
}

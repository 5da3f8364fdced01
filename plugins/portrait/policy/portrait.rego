# What the portrait allows beside roles: anybody who holds a code may answer; the director of a site may see
# that a portrait of the wider territory exists. What may be read of its answers is asked about the site.
package rb.module.portrait

# A code on a poster or slip is the right to answer. Whether the code is good is the operation's to say.
include if {
	input.action in {"portrait:answer.start", "portrait:answer.submit"}
}

# How far portraits are is for everybody. Whether the organisation shows it is the operation's to say.
include if {
	input.action == "portrait:progress.public"
}

# A portrait belongs to the territory that it covers. Directors below see it once it is open.
include if {
	input.action == "portrait:waves.read"
	input.principal.kind == "person"
	some grant in input.principal.grants
	grant.role == "core:director"
	some path in above(grant.path)
	input.record.unit_path == path
	some status in {"open", "closed"}
	input.record.status == status
}

# above lists a unit's path and those of everything around it: "/", "/a/", "/a/b/" for "/a/b/".
above(path) := {p |
	parts := split(path, "/")
	some i, _ in parts
	i < count(parts) - 1
	p := concat("", [concat("/", array.slice(parts, 0, i + 1)), "/"])
}

# What the portrait allows beside roles: anybody who holds a code may answer; the director of a site may see
# that a portrait of the wider territory exists. What may be read of its answers is asked about the site.
package rb.module.portrait

import data.rb.tree

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
	input.record.unit_path in tree.around(input.principal.grants, {"core:director"})
	some status in {"open", "closed"}
	input.record.status == status
}

# What the programme allows beside roles: families read cards, a feed's address opens its calendar; whoever
# works at a site sees what the territory around it shares, never who else works there.
package rb.module.piloufilou

import data.rb.tree

# The address of a feed is the right to follow it, a card is for everybody: whether there is one, and whether the
# organisation shows it to strangers, is the operation's to say.
include if {
	input.action in {"piloufilou:card.read", "piloufilou:feed.read"}
}

# Published programmes are read by everybody who works in the organisation.
include if {
	input.action == "piloufilou:programmes.read"
	works_here
	input.record.status == "published"
}

# Editions, trainings and facilitators of the territory around a site; reports, whose figures come from what the
# caller sees anyway; the check of a text, which keeps nothing.
include if {
	input.action in {"piloufilou:editions.read", "piloufilou:facilitators.read", "piloufilou:report.read", "piloufilou:names.check"}
	input.principal.kind == "person"
	input.record.unit_path in tree.around(input.principal.grants, at_site)
}

# Who plays is known on site; how to write to them is not.
mask contains "email" if not accompanies

at_site := {"core:administrator", "core:coordinator", "core:director", "core:educator", "core:adviser"}

works_here if {
	input.principal.kind == "person"
	some grant in input.principal.grants
	grant.role in at_site
}

accompanies if {
	some grant in input.principal.grants
	grant.role in {"core:administrator", "core:coordinator", "core:adviser"}
}

accompanies if input.principal.kind == "module"

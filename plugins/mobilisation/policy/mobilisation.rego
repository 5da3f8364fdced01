# What mobilisation allows beside roles: everybody may read what is public, sign, ask for news, tell their story, and
# follow the links of the messages that they got. What each of these does is the operation's to judge.
package rb.module.mobilisation

include if {
	input.action in {
		"mobilisation:public.read", "mobilisation:petition.sign", "mobilisation:newsletter.join",
		"mobilisation:story.submit", "mobilisation:link.follow",
	}
}

# A petition is public from its opening on.
include if {
	input.action == "mobilisation:petitions.read"
	some status in {"open", "paused", "closed"}
	input.record.status == status
}

# Of the rest, what the organisation made public.
include if {
	some collection in {"movements", "demands", "measures", "commitments"}
	input.action == concat("", ["mobilisation:", collection, ".read"])
	input.record.public == true
}

# A library is of works that anybody can find.
include if input.action == "mobilisation:references.read"

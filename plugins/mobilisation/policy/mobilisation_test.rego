package rb.module.mobilisation_test

import data.rb.module.mobilisation

asks(kind, action, record) := {"principal": {"kind": kind}, "action": action, "record": record}

test_everybody_may_take_part if {
	every action in {
		"mobilisation:public.read", "mobilisation:petition.sign", "mobilisation:newsletter.join",
		"mobilisation:story.submit", "mobilisation:link.follow",
	} {
		mobilisation.include with input as asks("visitor", action, {"unit_path": "/"})
		mobilisation.include with input as asks("person", action, {"unit_path": "/"})
	}
}

test_strangers_lead_nothing if {
	every action in {
		"mobilisation:petition.lead", "mobilisation:petitions.create", "mobilisation:petitions.update",
		"mobilisation:signatures.read", "mobilisation:signatures.count", "mobilisation:signatures.judge",
		"mobilisation:signatures.export", "mobilisation:newsletter.read", "mobilisation:newsletter.export",
		"mobilisation:consents.read", "mobilisation:stories.read", "mobilisation:stories.moderate",
		"mobilisation:reference.import", "mobilisation:commitment.judge", "mobilisation:sample.adopt",
		"mobilisation:movements.update", "mobilisation:references.create",
	} {
		not mobilisation.include with input as asks("visitor", action, {"unit_path": "/", "status": "open", "public": true})
	}
}

test_a_petition_is_public_from_its_opening_on if {
	every status in {"open", "paused", "closed"} {
		mobilisation.include with input as asks("visitor", "mobilisation:petitions.read", {"unit_path": "/", "status": status})
	}
	not mobilisation.include with input as asks("visitor", "mobilisation:petitions.read", {"unit_path": "/", "status": "draft"})
	not mobilisation.include with input as asks("visitor", "mobilisation:petitions.read", {"unit_path": "/"})
}

test_of_the_rest_what_was_made_public if {
	every collection in {"movements", "demands", "measures", "commitments"} {
		action := concat("", ["mobilisation:", collection, ".read"])
		mobilisation.include with input as asks("visitor", action, {"unit_path": "/", "public": true})
		not mobilisation.include with input as asks("visitor", action, {"unit_path": "/", "public": false})
		not mobilisation.include with input as asks("visitor", action, {"unit_path": "/"})
	}
}

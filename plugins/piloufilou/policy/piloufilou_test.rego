package rb.module.piloufilou_test

import data.rb.module.piloufilou

asks(principal, action, record) := {"principal": principal, "action": concat("", ["piloufilou:", action]), "record": record}

educator := {"kind": "person", "id": "p1", "grants": [{"role": "core:educator", "path": "/ville/nord/lilas/"}]}

adviser := {"kind": "person", "id": "p2", "grants": [{"role": "core:adviser", "path": "/ville/"}]}

test_anybody_reads_cards_and_feeds if {
	every action in {"card.read", "feed.read"} {
		piloufilou.include with input as asks({"kind": "visitor"}, action, {"unit_path": "/"})
		piloufilou.include with input as asks(educator, action, {"unit_path": "/"})
	}
}

test_visitors_may_do_nothing_else if {
	every action in {
		"programmes.read", "editions.read", "facilitators.read", "cycles.read", "workshops.read", "workshop.log",
		"report.read", "names.check", "supervisions.read", "feed.share", "attendances.read",
	} {
		not piloufilou.include with input as asks({"kind": "visitor"}, action, {"unit_path": "/", "status": "published"})
	}
}

test_published_programmes_are_for_all_who_work_here if {
	piloufilou.include with input as asks(educator, "programmes.read", {"unit_path": "/", "status": "published"})
	not piloufilou.include with input as asks(educator, "programmes.read", {"unit_path": "/", "status": "draft"})
	nobody := object.union(educator, {"grants": []})
	not piloufilou.include with input as asks(nobody, "programmes.read", {"unit_path": "/", "status": "published"})
}

test_a_site_sees_the_editions_around_it if {
	every path in {"/", "/ville/", "/ville/nord/", "/ville/nord/lilas/"} {
		piloufilou.include with input as asks(educator, "editions.read", {"unit_path": path})
		piloufilou.include with input as asks(educator, "report.read", {"unit_path": path})
	}
	every path in {"/ville/sud/", "/ville/nord/roses/", "/ville/nord/lilas-bis/", "/vil/", ""} {
		not piloufilou.include with input as asks(educator, "editions.read", {"unit_path": path})
		not piloufilou.include with input as asks(educator, "facilitators.read", {"unit_path": path})
	}
}

test_what_is_noted_around_a_site_stays_there if {
	every action in {"cycles.read", "workshops.read", "supervisions.read", "attendances.read", "cycle.open", "workshop.log"} {
		not piloufilou.include with input as asks(educator, action, {"unit_path": "/ville/"})
	}
}

test_addresses_are_for_those_who_accompany if {
	"email" in piloufilou.mask with input as asks(educator, "facilitators.read", {"unit_path": "/"})
	not "email" in piloufilou.mask with input as asks(adviser, "facilitators.read", {"unit_path": "/"})
	not "email" in piloufilou.mask with input as asks({"kind": "module", "id": "piloufilou"}, "facilitators.read", {"unit_path": "/"})
}

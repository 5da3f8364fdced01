package rb.module.cap_test

import data.rb.module.cap

ines := {"kind": "person", "id": "p1", "grants": [{"role": "core:educator", "path": "/ville/lilas/"}]}

nadia := {"kind": "person", "id": "p2", "grants": [{"role": "core:director", "path": "/ville/lilas/"}]}

stranger := {"kind": "visitor"}

asks(principal, action, record) := {"principal": principal, "action": action, "record": record}

community(public, status) := {"unit_path": "/", "public": public, "status": status}

test_people_see_what_is_open if {
	every status in {"open", "closed"} {
		cap.include with input as asks(ines, "cap:communities.read", community("managers", status))
	}
	not cap.include with input as asks(ines, "cap:communities.read", community("educators", "draft"))
}

test_people_without_a_role_see_nothing if {
	not cap.include with input as asks({"kind": "person", "id": "p9"}, "cap:communities.read", community("educators", "open"))
	not cap.include with input as asks({"kind": "person", "id": "p9"}, "cap:home.read", {"unit_path": "/"})
}

test_the_public_sees_what_is_announced if {
	announced := object.union(community("educators", "open"), {"listed": true})
	cap.include with input as asks(stranger, "cap:communities.read", announced)
	not cap.include with input as asks(stranger, "cap:communities.read", community("educators", "open"))
	not cap.include with input as asks(stranger, "cap:communities.read", object.union(announced, {"status": "draft"}))
	not cap.include with input as asks(stranger, "cap:communities.update", announced)
}

test_each_public_asks_for_its_seats if {
	cap.include with input as asks(ines, "cap:community.join", community("educators", "open"))
	not cap.include with input as asks(ines, "cap:community.join", community("managers", "open"))
	cap.include with input as asks(nadia, "cap:community.join", community("managers", "open"))
	not cap.include with input as asks(nadia, "cap:community.join", community("educators", "open"))
}

test_who_belongs_to_both_holds_a_role_of_each if {
	both := object.union(nadia, {"grants": [{"role": "core:director", "path": "/a/"}, {"role": "cap:educator", "path": "/"}]})
	cap.include with input as asks(both, "cap:community.join", community("educators", "open"))
	cap.include with input as asks(both, "cap:community.join", community("managers", "open"))
}

test_nobody_joins_what_is_not_open if {
	every status in {"draft", "closed"} {
		not cap.include with input as asks(ines, "cap:community.join", community("educators", status))
	}
	not cap.include with input as asks(stranger, "cap:community.join", community("educators", "open"))
}

seat(role, state) := {"unit_path": "/", "person": "p1", "role": role, "state": state}

led := {"cap:session.lead", "cap:certificate.issue"}

shared := {"cap:exchange.read", "cap:exchange.write"}

test_members_take_part_and_do_not_lead if {
	every role in {"member", "expert"} {
		every action in shared | {"cap:seat.enter", "cap:seat.leave"} {
			cap.include with input as asks(ines, action, seat(role, "seated"))
		}
		every action in led {
			not cap.include with input as asks(ines, action, seat(role, "seated"))
		}
	}
}

test_mentors_lead if {
	every action in led | shared {
		cap.include with input as asks(ines, action, seat("mentor", "seated"))
	}
}

test_guests_enter_and_nothing_else if {
	cap.include with input as asks(ines, "cap:seat.enter", seat("guest", "seated"))
	every action in led | shared {
		not cap.include with input as asks(ines, action, seat("guest", "seated"))
	}
}

test_who_waits_may_only_give_up if {
	every role in {"member", "mentor"} {
		cap.include with input as asks(ines, "cap:seat.leave", seat(role, "waiting"))
		every action in led | shared | {"cap:seat.enter"} {
			not cap.include with input as asks(ines, action, seat(role, "waiting"))
			not cap.include with input as asks(ines, action, seat(role, "left"))
		}
	}
}

test_a_seat_is_its_holders_alone if {
	every action in led | shared | {"cap:seat.enter", "cap:seat.leave"} {
		not cap.include with input as asks(nadia, action, seat("mentor", "seated"))
		not cap.include with input as asks(stranger, action, seat("mentor", "seated"))
		not cap.include with input as asks({"kind": "service", "id": "p1"}, action, seat("mentor", "seated"))
	}
}

test_a_coordinator_reads_no_exchange if {
	camille := {"kind": "person", "id": "p3", "grants": [{"role": "core:coordinator", "path": "/"}]}
	every action in led | shared | {"cap:seat.enter"} {
		not cap.include with input as asks(camille, action, seat("member", "seated"))
	}
}

test_secrets_open_one_thing if {
	every action in {"cap:guest.enter", "cap:calendar.read", "cap:certificate.verify", "cap:next.read"} {
		cap.include with input as asks(stranger, action, {"unit_path": "/"})
	}
	every action in {"cap:certificate.revoke", "cap:certificate.issue", "cap:community.open", "cap:community.people", "cap:home.read"} {
		not cap.include with input as asks(stranger, action, {"unit_path": "/"})
	}
}

need(path) := {"unit_path": path, "domain": "parents"}

finds(principal, record) := object.union(asks(principal, "cap:needs.read", record), {"roles": ["core:coordinator", "core:director"]})

test_whoever_leads_a_site_sees_what_is_found_around_it if {
	cap.include with input as finds(nadia, need("/ville/"))
	not cap.include with input as finds(nadia, need("/ville/tilleuls/"))
	not cap.include with input as finds(ines, need("/ville/"))
	not cap.include with input as finds(stranger, need("/"))
}

package rb.core_test

import data.rb.core

director := {"kind": "person", "id": "p1", "grants": [{"role": "core:director", "path": "/lyon/lilas/"}]}

open_wave(principal, path) := {
	"principal": principal,
	"action": "portrait:wave.open",
	"roles": ["core:coordinator", "core:director"],
	"reach": [grant.path | some grant in principal.grants; grant.role in {"core:coordinator", "core:director"}],
	"record": {"unit_path": path},
}

allowed(asked) if {
	count(core.stops) == 0 with input as asked
	core.include[_] == true with input as asked
}

test_role_reaches_its_subtree if {
	allowed(open_wave(director, "/lyon/lilas/"))
	allowed(open_wave(director, "/lyon/lilas/bebes/"))
}

test_role_ends_at_its_subtree if {
	not allowed(open_wave(director, "/lyon/"))
	not allowed(open_wave(director, "/lyon/lilas-bis/"))
	not allowed(open_wave(director, "/"))
}

test_root_grant_reaches_everything if {
	everywhere := object.union(director, {"grants": [{"role": "core:coordinator", "path": "/"}]})
	allowed(open_wave(everywhere, "/lyon/lilas/"))
	allowed(open_wave(everywhere, "/"))
}

test_other_role_does_not_do if {
	educator := object.union(director, {"grants": [{"role": "core:educator", "path": "/"}]})
	not allowed(open_wave(educator, "/lyon/lilas/"))
}

test_action_that_nobody_may_do if {
	not allowed(object.union(open_wave(director, "/lyon/lilas/"), {"roles": [], "reach": []}))
}

test_record_without_place_is_out_of_reach if {
	not allowed(object.union(object.remove(open_wave(director, "/"), ["record"]), {"record": {}}))
}

test_visitor_may_do_nothing if {
	not allowed(open_wave({"kind": "visitor"}, "/"))
}

test_visitor_with_a_grant_may_do_nothing if {
	not allowed(open_wave(object.union(director, {"kind": "visitor"}), "/lyon/lilas/"))
}

test_suspended_may_do_nothing if {
	suspended := object.union(director, {"suspended": true})
	not allowed(open_wave(suspended, "/lyon/lilas/"))
	not allowed(read(suspended, "p1"))
}

read(principal, owner) := {
	"principal": principal,
	"action": "visits:visit.read",
	"roles": [],
	"record": {"owner_id": owner, "unit_path": "/elsewhere/"},
}

test_people_read_their_own if {
	allowed(read(director, "p1"))
	not allowed(read(director, "p2"))
}

test_people_only_read_their_own if {
	not allowed(object.union(read(director, "p1"), {"action": "visits:visit.delete"}))
}

test_nobody_owns_what_has_no_owner if {
	not allowed(read({"kind": "visitor"}, ""))
	not allowed(read({"kind": "person"}, ""))
}

key(scopes) := {
	"kind": "service",
	"id": "k1",
	"scopes": scopes,
	"grants": [{"role": "core:coordinator", "path": "/"}],
}

test_key_without_scopes_has_what_its_grants_allow if allowed(open_wave(key([]), "/lyon/"))

test_key_is_limited_by_its_scopes if {
	allowed(open_wave(key(["portrait:wave.open"]), "/lyon/"))
	not allowed(open_wave(key(["portrait:wave.read"]), "/lyon/"))
}

work(action) := {"principal": {"kind": "module", "id": "portrait"}, "action": action, "roles": [], "record": {}}

test_module_does_its_own_actions if {
	allowed(work("portrait:wave.close"))
	not allowed(work("portraits:wave.close"))
	not allowed(work("core:unit.delete"))
}

on_device(field) := object.union(open_wave(object.union(director, {"device": "d1"}), "/lyon/lilas/"), field)

test_a_sites_device_serves_the_field if {
	allowed(on_device({"field": true}))
	not allowed(on_device({}))
	not allowed(on_device({"field": false}))
}

sharing(action, path) := {
	"principal": {"kind": "share", "id": "s1", "scopes": ["portrait:results.read"], "within": ["/lyon/lilas/"]},
	"action": action,
	"roles": ["core:coordinator"],
	"reach": [],
	"record": {"unit_path": path},
}

test_a_share_does_what_was_agreed_where_it_was_agreed if {
	allowed(sharing("portrait:results.read", "/lyon/lilas/"))
	allowed(sharing("portrait:results.read", "/lyon/lilas/bebes/"))
	not allowed(sharing("portrait:results.read", "/lyon/"))
	not allowed(sharing("portrait:results.read", "/lyon/lilas-bis/"))
	not allowed(sharing("portrait:waves.read", "/lyon/lilas/"))
}

test_a_share_of_nothing_does_nothing if {
	not allowed(object.union(sharing("portrait:results.read", "/"), {"principal": {"within": []}}))
	not allowed(object.union(sharing("portrait:results.read", "/lyon/lilas/"), {"principal": {"scopes": []}}))
}

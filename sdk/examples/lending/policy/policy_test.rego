package rb.module.lending_test

import data.rb.module.lending

ask(role, action, owner) := {
	"principal": {"kind": "person", "id": "camille", "grants": [{"role": role, "path": "/"}]},
	"action": action, "roles": [], "record": {"owner_id": owner},
}

test_the_author_reads_their_own if {
	lending.include with input as ask("core:educator", "lending:loans.read", "camille")
}

test_others_do_not if {
	not lending.include with input as ask("core:educator", "lending:loans.read", "dominique")
}

test_nothing_but_reading_is_allowed if {
	not lending.include with input as ask("core:educator", "lending:loans.delete", "camille")
}

test_who_lends_sees_the_borrower if {
	not "borrower" in lending.mask with input as ask("core:director", "lending:loans.read", "camille")
	not "borrower" in lending.mask with input as {"principal": {"kind": "module", "id": "lending"}, "action": "lending:loans.read"}
}

test_others_do_not_see_the_borrower if {
	"borrower" in lending.mask with input as ask("core:educator", "lending:loans.read", "camille")
}

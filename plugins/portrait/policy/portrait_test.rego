package rb.module.portrait_test

import data.rb.module.portrait

answer(kind, action) := {"principal": {"kind": kind}, "action": action, "record": {"unit_path": "/"}}

test_anybody_may_answer if {
	portrait.include with input as answer("visitor", "portrait:answer.start")
	portrait.include with input as answer("visitor", "portrait:answer.submit")
	portrait.include with input as answer("person", "portrait:answer.submit")
	portrait.include with input as answer("visitor", "portrait:progress.public")
}

test_visitors_may_do_nothing_else if {
	every action in {
		"portrait:waves.read", "portrait:waves.create", "portrait:wave.open", "portrait:wave.close",
		"portrait:wave.access", "portrait:wave.follow", "portrait:results.read",
		"portrait:questionnaires.read", "portrait:questionnaire.import", "portrait:answer.read",
	} {
		not portrait.include with input as answer("visitor", action)
	}
}

director := {"kind": "person", "id": "p1", "grants": [{"role": "core:director", "path": "/ville/nord/lilas/"}]}

reads(principal, path, status) := {
	"principal": principal,
	"action": "portrait:waves.read",
	"record": {"unit_path": path, "status": status},
}

test_director_sees_open_and_closed_portraits_around_the_site if {
	every path in {"/", "/ville/", "/ville/nord/", "/ville/nord/lilas/"} {
		every status in {"open", "closed"} {
			portrait.include with input as reads(director, path, status)
		}
	}
}

test_director_sees_no_draft if {
	not portrait.include with input as reads(director, "/ville/", "draft")
	not portrait.include with input as reads(director, "/ville/", "cancelled")
}

test_director_sees_nothing_elsewhere if {
	every path in {"/ville/sud/", "/ville/nord/roses/", "/ville/nord/lilas-bis/", "/vil/", ""} {
		not portrait.include with input as reads(director, path, "open")
	}
}

test_only_directors_do if {
	educator := object.union(director, {"grants": [{"role": "core:educator", "path": "/ville/nord/lilas/"}]})
	not portrait.include with input as reads(educator, "/ville/", "open")
	not portrait.include with input as reads({"kind": "visitor"}, "/ville/", "open")
	not portrait.include with input as reads(object.union(director, {"kind": "service"}), "/ville/", "open")
}

test_director_gets_no_results_so if {
	asked := object.union(reads(director, "/ville/", "closed"), {"action": "portrait:results.read"})
	not portrait.include with input as asked
}

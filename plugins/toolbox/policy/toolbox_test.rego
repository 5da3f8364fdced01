package rb.module.toolbox_test

import data.rb.module.toolbox

ask(action, role, holds, about) := {
	"principal": {"kind": "person", "grants": [{"role": role, "path": holds}]},
	"action": action, "roles": ["core:coordinator", "core:director"], "record": {"unit_path": about},
}

test_a_director_sees_what_is_suggested_around_them if {
	toolbox.include with input as ask("toolbox:suggestions.read", "core:director", "/ville/lilas/", "/ville/")
	not toolbox.include with input as ask("toolbox:suggestions.read", "core:director", "/ville/lilas/", "/ville/tilleuls/")
	not toolbox.include with input as ask("toolbox:suggestions.read", "core:educator", "/ville/lilas/", "/ville/")
}

test_whoever_may_see_tools_somewhere_sees_all_of_them if {
	toolbox.include with input as ask("toolbox:tools.read", "core:director", "/ville/lilas/", "/")
	not toolbox.include with input as ask("toolbox:tools.read", "core:educator", "/ville/lilas/", "/")
	not toolbox.include with input as object.union(ask("toolbox:tools.read", "core:director", "/", "/"), {"principal": {"kind": "visitor"}})
}

test_nothing_else_is_allowed_by_the_module if {
	not toolbox.include with input as ask("toolbox:tools.delete", "core:director", "/ville/", "/ville/")
	not toolbox.include with input as ask("toolbox:suggestions.create", "core:director", "/ville/", "/ville/")
}

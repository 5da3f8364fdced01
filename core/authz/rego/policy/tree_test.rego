package rb.tree_test

import data.rb.tree

test_what_is_around_a_unit_ends_with_the_unit if {
	tree.above("/ville/nord/lilas/") == {"/", "/ville/", "/ville/nord/", "/ville/nord/lilas/"}
	tree.above("/") == {"/"}
}

test_a_path_that_is_none_has_nothing_around_it if tree.above("") == set()

test_what_is_around_grants_of_a_role if {
	grants := [
		{"role": "core:director", "path": "/ville/lilas/"},
		{"role": "core:director", "path": "/ville/roses/"},
		{"role": "core:educator", "path": "/bourg/"},
	]
	tree.around(grants, {"core:director"}) == {"/", "/ville/", "/ville/lilas/", "/ville/roses/"}
	tree.around(grants, ["core:adviser"]) == set()
	tree.around([], {"core:director"}) == set()
}

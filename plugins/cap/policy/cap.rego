# What learning communities allow beside roles: people of the organisation see what is open and ask for the seats
# that are meant for them; a seat lets its holder do what its role does; a secret that was given away opens one
# thing to whoever has it.
package rb.module.cap

import data.rb.tree

# Whoever holds a role somewhere in the organisation sees the communities once they are open.
include if {
	input.action == "cap:communities.read"
	input.principal.kind == "person"
	count(input.principal.grants) > 0
	some status in {"open", "closed"}
	input.record.status == status
}

# A community that is announced is everybody's to see. Nothing private is in it.
include if {
	input.action == "cap:communities.read"
	input.record.listed == true
	input.record.status == "open"
}

# What a portrait of the wider territory invites to work on is for whoever leads within it too.
include if {
	input.action == "cap:needs.read"
	input.principal.kind == "person"
	input.record.unit_path in tree.around(input.principal.grants, input.roles)
}

# Everybody who holds a role has a home here.
include if {
	input.action == "cap:home.read"
	input.principal.kind == "person"
	count(input.principal.grants) > 0
}

# A seat is asked for by the public that it is meant for. Who belongs to both holds a role of each.
include if {
	input.action == "cap:community.join"
	input.principal.kind == "person"
	input.record.status == "open"
	some public, roles in publics
	some grant in input.principal.grants
	grant.role in roles
	input.record.public == public
}

publics := {
	"educators": {"core:educator", "cap:educator"},
	"managers": {"core:director", "core:coordinator", "core:administrator", "cap:manager"},
}

# Giving a seat up is the holder's to do, whatever the seat, while waiting for it too.
include if {
	input.action == "cap:seat.leave"
	holds_seat
}

# What a seat lets its holder do. Whether its time is over is checked to the second when it is used.
include if {
	holds_seat
	input.record.state == "seated"
	some role, actions in may
	input.action in actions
	input.record.role == role
}

may := {
	"guest": {"cap:seat.enter"},
	"expert": {"cap:seat.enter", "cap:exchange.read", "cap:exchange.write"},
	"member": {"cap:seat.enter", "cap:exchange.read", "cap:exchange.write"},
	"mentor": {"cap:seat.enter", "cap:exchange.read", "cap:exchange.write", "cap:session.lead", "cap:certificate.issue"},
}

holds_seat if {
	input.principal.kind == "person"
	input.record.person == input.principal.id
}

# An invitation, a calendar's address and a certificate's number are secrets that open one thing each. Whether
# they are good is the operation's to say. What is announced is announced.
include if {
	input.action in {"cap:guest.enter", "cap:calendar.read", "cap:certificate.verify", "cap:next.read"}
}

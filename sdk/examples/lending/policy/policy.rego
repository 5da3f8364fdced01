package rb.module.lending

# Whoever wrote a loan down may read it, whatever their role.
include if {
	input.action == "lending:loans.read"
	input.record.owner_id == input.principal.id
}

# Who has borrowed a thing is for those who lend. Others see what is lent, and until when.
mask contains "borrower" if not lends

lends if input.principal.kind == "module"

lends if {
	some grant in input.principal.grants
	grant.role in {"core:administrator", "core:coordinator", "core:director"}
}

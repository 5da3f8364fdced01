package disclosure

// WithoutRemainder turns the remainder rule off, to see the attack that it prevents succeed.
func (g *Gate) WithoutRemainder() *Gate {
	return &Gate{ledger: g.ledger, memory: g.memory, off: defences{remainder: true}}
}

// WithoutLedger makes the gate forget what it told.
func (g *Gate) WithoutLedger() *Gate {
	return &Gate{ledger: g.ledger, memory: g.memory, off: defences{ledger: true}}
}

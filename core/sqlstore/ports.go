package sqlstore

import (
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/widget"
)

// Requests returns what organisations ask the operator to install.
func (db *DB) Requests() tenant.Requests { return requests{db} }

// Departures returns what takes out the organisations whose time is over.
func (db *DB) Departures() audit.Departures { return departures{db} }

// Directory returns where tenants are found.
func (db *DB) Directory() tenant.Directory { return directory{db} }

// Versions returns the tenants' versions, by which caches and watches know that they are out of date.
func (db *DB) Versions() record.Versions { return directory{db} }

// Tree returns where units are found.
func (db *DB) Tree() tenant.Tree { return tree{db} }

// Closures returns when units are closed.
func (db *DB) Closures() tenant.Closures { return closures{db} }

// Identity returns where callers are recognised.
func (db *DB) Identity() identity.Store { return credentials{db} }

// Factors returns people's second factors.
func (db *DB) Factors() identity.Factors { return factors{db} }

// Stays returns where people hold roles in other organisations.
func (db *DB) Stays() identity.Stays { return stays{db} }

// Devices returns the tablets of sites, and the PINs that people type on them.
func (db *DB) Devices() identity.Devices { return devices{db} }

// Groups returns the groups of people.
func (db *DB) Groups() identity.Groups { return groups{db} }

// Passkeys returns people's passkeys.
func (db *DB) Passkeys() identity.Passkeys { return passkeys{db} }

// Providers returns by whose accounts people sign in.
func (db *DB) Providers() identity.Providers { return providers{db} }

// Roll returns the lists of people and of what they hold.
func (db *DB) Roll() identity.Roll { return roll{db} }

// Holdings returns what one principal holds.
func (db *DB) Holdings() identity.Holdings { return roll{db} }

// Embeds returns the keys by which other portals show widgets.
func (db *DB) Embeds() widget.Keys { return embeds{db} }

// Shares returns what organisations agreed to let each other read.
func (db *DB) Shares() sharing.Store { return shares{db} }

// Works returns what organisations publish for others, and what they follow.
func (db *DB) Works() sharing.Works { return works{db} }

// Sessions returns the lists of where people are signed in.
func (db *DB) Sessions() identity.Sessions { return sessions{db} }

// Book returns the one way to change what the core itself keeps.
func (db *DB) Book() audit.Book { return book{db} }

// Log returns where audit entries are kept and sealed.
func (db *DB) Log() audit.Log { return auditLog{db} }

// Former returns the logs that organisations brought along.
func (db *DB) Former() audit.FormerLogs { return former{db} }

// Entries returns the way to read the audit log back.
func (db *DB) Entries() audit.Reader { return entries{db} }

// Privacy returns what organisations' privacy officers keep.
func (db *DB) Privacy() privacy.Store { return privacyDesk{db} }

// Rows returns where the records of collections are kept.
func (db *DB) Rows() record.Rows { return rows{db} }

// Installer returns what makes the tables of collections.
func (db *DB) Installer() record.Installer { return installer{db} }

// Replays returns the answers kept for repeated requests.
func (db *DB) Replays() record.Replays { return replays{db} }

// Queue returns where outbox items wait.
func (db *DB) Queue() outbox.Queue { return queue{db} }

// Ledger returns what has been published before.
func (db *DB) Ledger() disclosure.Ledger { return ledger{db} }

// Catalog returns the installed module releases.
func (db *DB) Catalog() module.Catalog { return catalog{db} }

// Package cap is learning communities: educators or managers who meet every month with a mentor, take something
// to try home, look at it together the next time, and help each other in between.
//
// One file is one noun. A community (package community) is prepared, opened and ended by its organisation; its
// dates come from a rule (package schedule). A seat is the right to come in: whatever members, mentors and experts
// do is asked about their seat, and a policy in Rego says what each role may. Sessions, attendance and commitments
// are package session. Certificates of hours are signed by the core. What portraits invite to work on is heard, and
// communities that are about it are suggested (need).
//
// Goals: a mentor runs a session without another tool; what is said stays among those who signed the pact; hours
// that an employer can check; calendars that follow what changes.
// Non-goals: video, recordings, quizzes, evaluation of people; screens (web/ has them).
//
// A module is assembled once by New and then serves concurrent calls; it keeps no state between them.
package cap

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// desk is where all operations work: the collections.
type desk struct {
	communities  *sdk.Collection[community.Community]
	needs        *sdk.Collection[need]
	rolls        *sdk.Collection[roll]
	seats        *sdk.Collection[community.Seat]
	sessions     *sdk.Collection[session.Session]
	attendances  *sdk.Collection[session.Attendance]
	commitments  *sdk.Collection[session.Commitment]
	threads      *sdk.Collection[thread]
	answers      *sdk.Collection[threadAnswer]
	artefacts    *sdk.Collection[artefact]
	certificates *sdk.Collection[certificateDoc]
}

// New assembles the module.
func New() *sdk.Module {
	d := &desk{}
	m := sdk.New(manifest(d))
	d.communities = sdk.Collect(m, "communities", sdk.CollectionOptions[community.Community]{
		Title:   sdk.Text{"fr": "Communautés", "en": "Communities"},
		Indexes: [][]string{{"status", "title"}},
		Before:  d.beforeCommunity,
	})
	d.needs = sdk.Collect(m, "needs", sdk.CollectionOptions[need]{Title: sdk.Text{"fr": "Besoins repérés", "en": "Needs found"}})
	d.rolls = inside[roll](m, "rolls", "Registres", "Registers")
	d.seats = inside[community.Seat](m, "seats", "Places", "Seats", []string{"community", "state"})
	d.sessions = inside[session.Session](m, "sessions", "Séances", "Sessions", []string{"state", "at"}, []string{"community", "at"})
	d.attendances = inside[session.Attendance](m, "attendances", "Présences", "Attendance")
	d.commitments = inside[session.Commitment](m, "commitments", "Engagements", "Commitments")
	d.threads = inside[thread](m, "threads", "Questions", "Questions", []string{"community", "asked"})
	d.answers = inside[threadAnswer](m, "answers", "Réponses", "Answers")
	d.artefacts = inside[artefact](m, "artefacts", "Outils", "Tools")
	d.certificates = inside[certificateDoc](m, "certificates", "Attestations", "Certificates")
	for _, register := range []func(huma.API){
		d.registerCommunities, d.registerHome, d.registerSeats, d.registerMembers, d.registerRoom, d.registerSessions, d.registerAttendance,
		d.registerGuests, d.registerCommitments, d.registerThreads, d.registerArtefacts, d.registerCalendars, d.registerCertificates,
		d.registerNext, d.registerSamples,
	} {
		register(m.API())
	}
	return m
}

// inside declares a collection that has no address of its own: a seat is the way to it.
func inside[T any](m *sdk.Module, name, fr, en string, indexes ...[]string) *sdk.Collection[T] {
	return sdk.Collect(m, name, sdk.CollectionOptions[T]{Title: sdk.Text{"fr": fr, "en": en}, Kind: store.Internal, Indexes: indexes})
}

// onSeat are the rules of an operation that somebody does from their own seat.
func onSeat(action string) sdk.Rules {
	return sdk.Rules{Action: "cap:" + action, On: "id@seats", Reads: []string{"seats/{id}"}, Internal: true, Retry: true}
}

// onCommunity are the rules of an operation of the organisation on a community.
func onCommunity(action string) sdk.Rules {
	return sdk.Rules{Action: "cap:" + action, On: "id@communities", Reads: []string{"communities/{id}"}, Internal: true, Retry: true}
}

// step names an operation that changes something.
func step(id, path, summary, description string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, Description: description}
}

// look names an operation that reads.
func look(id, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary}
}

package wire

import (
	"encoding/json"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// each converts a list; nil stays nil.
func each[A, B any](list []A, convert func(A) B) []B {
	if list == nil {
		return nil
	}
	made := make([]B, len(list))
	for i, one := range list {
		made[i] = convert(one)
	}
	return made
}

// raw makes JSON of bytes; none is nil.
func raw(b []byte) json.RawMessage {
	if len(b) == 0 {
		return nil
	}
	return b
}

func toTime(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

func fromTime(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

func toRecord(r store.Record) *pb.Record {
	return &pb.Record{
		Id: r.ID, Rev: r.Rev, UnitPath: r.Unit, OwnerId: r.Owner,
		CreatedAt: toTime(r.Created), UpdatedAt: toTime(r.Updated), Doc: r.Doc, Masked: r.Masked,
	}
}

func fromRecord(r *pb.Record) store.Record {
	return store.Record{
		ID: r.GetId(), Rev: r.GetRev(), Unit: r.GetUnitPath(), Owner: r.GetOwnerId(),
		Created: fromTime(r.GetCreatedAt()), Updated: fromTime(r.GetUpdatedAt()), Doc: raw(r.GetDoc()), Masked: r.GetMasked(),
	}
}

func toCommit(c store.Commit) *pb.Commit {
	return &pb.Commit{
		Mutations: each(c.Mutations, toMutation), Events: each(c.Events, toEvent), Jobs: each(c.Jobs, toJob),
		Tallies: each(c.Tallies, toTally), Mails: each(c.Mails, toStaged), Notices: each(c.Notices, toNotice),
	}
}

func fromCommit(c *pb.Commit) store.Commit {
	return store.Commit{
		Mutations: each(c.GetMutations(), fromMutation), Events: each(c.GetEvents(), fromEvent), Jobs: each(c.GetJobs(), fromJob),
		Tallies: each(c.GetTallies(), fromTally), Mails: each(c.GetMails(), fromStaged), Notices: each(c.GetNotices(), fromNotice),
	}
}

func toMutation(m store.Mutation) *pb.Mutation {
	return &pb.Mutation{Verb: string(m.Verb), Collection: m.Collection, Id: m.ID, Rev: m.Rev, Doc: m.Doc}
}

func fromMutation(m *pb.Mutation) store.Mutation {
	return store.Mutation{Verb: store.Verb(m.GetVerb()), Collection: m.GetCollection(), ID: m.GetId(), Rev: m.GetRev(), Doc: raw(m.GetDoc())}
}

func toEvent(e store.Event) *pb.Event {
	return &pb.Event{Type: e.Type, Subject: e.Subject, Data: e.Data}
}

func fromEvent(e *pb.Event) store.Event {
	return store.Event{Type: e.GetType(), Subject: e.GetSubject(), Data: raw(e.GetData())}
}

func toJob(j store.Job) *pb.Job {
	return &pb.Job{Name: j.Name, At: toTime(j.At), Key: j.Key, Data: j.Data}
}

func fromJob(j *pb.Job) store.Job {
	return store.Job{Name: j.GetName(), At: fromTime(j.GetAt()), Key: j.GetKey(), Data: raw(j.GetData())}
}

func toChange(c store.Change) *pb.Change {
	return &pb.Change{Cursor: c.Cursor, Verb: string(c.Verb), Record: toRecord(c.Record)}
}

func fromChange(c *pb.Change) store.Change {
	return store.Change{Cursor: c.GetCursor(), Verb: store.Verb(c.GetVerb()), Record: fromRecord(c.GetRecord())}
}

func toTally(t store.Tally) *pb.Tally {
	return &pb.Tally{Collection: t.Collection, Filter: t.Filter, Subject: t.Subject}
}

func fromTally(t *pb.Tally) store.Tally {
	return store.Tally{Collection: t.GetCollection(), Filter: t.GetFilter(), Subject: t.GetSubject()}
}

// toStaged is a message that travels in a commit.
func toStaged(m store.Mail) *pb.Mail {
	return &pb.Mail{To: m.To, Subject: m.Subject, Text: m.Text, Language: m.Language, Unsubscribe: m.Unsubscribe, Attachments: each(m.Attachments, toAttachment)}
}

func fromStaged(m *pb.Mail) store.Mail {
	return store.Mail{To: m.GetTo(), Subject: m.GetSubject(), Text: m.GetText(), Language: m.GetLanguage(), Unsubscribe: m.GetUnsubscribe(), Attachments: each(m.GetAttachments(), fromAttachment)}
}

func toNotice(n store.Notice) *pb.Notice {
	made := &pb.Notice{To: n.To, Roles: n.Roles, Units: n.Units, Kind: n.Kind, Link: n.Link, Address: n.Address, Attachments: each(n.Attachments, toAttachment)}
	for name, words := range n.Values {
		if made.Values == nil {
			made.Values = make(map[string]*pb.Words, len(n.Values))
		}
		made.Values[name] = &pb.Words{ByLanguage: words}
	}
	return made
}

func fromNotice(n *pb.Notice) store.Notice {
	made := store.Notice{To: n.GetTo(), Roles: n.GetRoles(), Units: n.GetUnits(), Kind: n.GetKind(), Link: n.GetLink(), Address: n.GetAddress(), Attachments: each(n.GetAttachments(), fromAttachment)}
	for name, words := range n.GetValues() {
		if made.Values == nil {
			made.Values = make(map[string]map[string]string, len(n.GetValues()))
		}
		made.Values[name] = words.GetByLanguage()
	}
	return made
}

func toAttachment(a store.Attachment) *pb.Attachment {
	return &pb.Attachment{Name: a.Name, Type: a.Type, Content: a.Content}
}

func fromAttachment(a *pb.Attachment) store.Attachment {
	return store.Attachment{Name: a.GetName(), Type: a.GetType(), Content: a.GetContent()}
}

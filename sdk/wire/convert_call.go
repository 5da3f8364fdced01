package wire

import (
	"net/http"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func toCaller(c Caller) *pb.Caller {
	return &pb.Caller{
		Kind: c.Kind, Id: c.ID, Language: c.Language, Zone: c.Zone, Wording: c.Wording, Country: c.Country,
		Config: c.Config, Now: toTime(c.Now), Pages: c.Pages, Operations: c.Operations, Secret: c.Secret, Again: c.Again,
	}
}

func fromCaller(c *pb.Caller) Caller {
	return Caller{
		Kind: c.GetKind(), ID: c.GetId(), Language: c.GetLanguage(), Zone: c.GetZone(), Wording: c.GetWording(), Country: c.GetCountry(),
		Config: raw(c.GetConfig()), Now: fromTime(c.GetNow()),
		Pages: c.GetPages(), Operations: c.GetOperations(), Secret: c.GetSecret(), Again: c.GetAgain(),
	}
}

func toRead(r Read) *pb.Read { return &pb.Read{Collection: r.Collection, Record: toRecord(r.Record)} }

func fromRead(r *pb.Read) Read {
	return Read{Collection: r.GetCollection(), Record: fromRecord(r.GetRecord())}
}

func toRequest(r Request) *pb.Request {
	return &pb.Request{
		Operation: r.Operation, Method: r.Method, Path: r.Path, Query: r.Query, Headers: toHeaders(r.Header), Body: r.Body,
	}
}

func fromRequest(r *pb.Request) Request {
	return Request{
		Operation: r.GetOperation(), Method: r.GetMethod(), Path: r.GetPath(), Query: r.GetQuery(),
		Header: fromHeaders(r.GetHeaders()), Body: r.GetBody(),
	}
}

func toHeaders(h http.Header) []*pb.Header {
	var made []*pb.Header
	for name, values := range h {
		made = append(made, &pb.Header{Name: name, Values: values})
	}
	return made
}

func fromHeaders(list []*pb.Header) http.Header {
	made := make(http.Header, len(list))
	for _, h := range list {
		made[http.CanonicalHeaderKey(h.GetName())] = h.GetValues()
	}
	return made
}

func toAnswer(a Answer) *pb.CallResponse {
	return &pb.CallResponse{Status: small(a.Status), Headers: toHeaders(a.Header), Body: a.Body, Staged: toCommit(a.Staged)}
}

func fromAnswer(a *pb.CallResponse) Answer {
	return Answer{Status: int(a.GetStatus()), Header: fromHeaders(a.GetHeaders()), Body: a.GetBody(), Staged: fromCommit(a.GetStaged())}
}

func toBefore(c Change) *pb.BeforeRequest {
	return &pb.BeforeRequest{Collection: c.Collection, Verb: string(c.Verb), Id: c.ID, Rev: c.Rev, Old: c.Old, New: c.New}
}

func fromBefore(c *pb.BeforeRequest) Change {
	return Change{
		Collection: c.GetCollection(), Verb: store.Verb(c.GetVerb()), ID: c.GetId(), Rev: c.GetRev(), Old: raw(c.GetOld()), New: raw(c.GetNew()),
	}
}

func toHear(e Event) *pb.HearRequest {
	return &pb.HearRequest{Id: e.ID, Module: e.Module, At: toTime(e.At), Event: toEvent(e.Event)}
}

func fromHear(e *pb.HearRequest) Event {
	return Event{ID: e.GetId(), Module: e.GetModule(), At: fromTime(e.GetAt()), Event: fromEvent(e.GetEvent())}
}

func toRun(j Job) *pb.RunRequest { return &pb.RunRequest{Id: j.ID, Name: j.Name, Data: j.Data} }

func fromRun(j *pb.RunRequest) Job {
	return Job{ID: j.GetId(), Name: j.GetName(), Data: raw(j.GetData())}
}

func toUnit(u Unit) *pb.Unit {
	return &pb.Unit{
		Id: u.ID, Key: u.Key, Path: u.Path, Parent: u.Parent, Name: u.Name, Kind: u.Kind, Class: u.Class,
		Headcount: small(u.Headcount), Closed: u.Closed, Priority: u.Priority,
	}
}

func fromUnit(u *pb.Unit) Unit {
	return Unit{
		ID: u.GetId(), Key: u.GetKey(), Path: u.GetPath(), Parent: u.GetParent(), Name: u.GetName(), Kind: u.GetKind(), Class: u.GetClass(),
		Headcount: int(u.GetHeadcount()), Closed: u.GetClosed(), Priority: u.GetPriority(),
	}
}

func toClosure(c Closure) *pb.Closure { return &pb.Closure{From: c.From, To: c.To, Name: c.Name} }

func fromClosure(c *pb.Closure) Closure {
	return Closure{From: c.GetFrom(), To: c.GetTo(), Name: c.GetName()}
}

func toMail(m Mail) *pb.MailRequest {
	return &pb.MailRequest{To: m.To, Subject: m.Subject, Text: m.Text, Language: m.Language, Unsubscribe: m.Unsubscribe, Attachments: each(m.Attachments, toAttachment)}
}

func fromMail(m *pb.MailRequest) Mail {
	return Mail{To: m.GetTo(), Subject: m.GetSubject(), Text: m.GetText(), Language: m.GetLanguage(), Unsubscribe: m.GetUnsubscribe(), Attachments: each(m.GetAttachments(), fromAttachment)}
}

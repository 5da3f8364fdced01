package conformance

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// granting are the checks of what a module asks an organisation for, and of what it takes.
func granting() []Check {
	return []Check{
		{"grants/why", "Whatever it asks for has a reason.", of(reasons)},
		{"grants/mail", "It writes to people only where it asks for that.", takes(sdk.GrantMail)},
		{"grants/sign", "It has statements signed only where it asks for that.", takes(sdk.GrantSign)},
		{"grants/read", "It reads collections of other modules only where it asks for each.", takes(sdk.GrantRead)},
		{"grants/people", "It learns names of people only where it asks for that.", takes(sdk.GrantPeople)},
		{"grants/egress", "It sends requests only to hosts that it asks for.", takes(sdk.GrantEgress)},
	}
}

// needs is the grant that a question to the core needs; empty: none.
func needs(question any) string {
	switch q := question.(type) {
	case *pb.MailRequest:
		return sdk.GrantMail
	case *pb.CommitRequest:
		if len(q.GetCommit().GetMails()) > 0 {
			return sdk.GrantMail
		}
	case *pb.AttestRequest:
		if q.GetNote() == "" {
			return sdk.GrantSign
		}
	case *pb.PeopleRequest:
		return sdk.GrantPeople
	case *pb.FetchRequest:
		if at, err := url.Parse(q.GetUrl()); err == nil {
			return sdk.GrantEgress + at.Host
		}
		return sdk.GrantEgress
	case interface{ GetCollection() string }:
		if strings.Contains(q.GetCollection(), "/") {
			return sdk.GrantRead + q.GetCollection()
		}
	}
	return ""
}

func reasons(m sdk.Manifest) error {
	if len(m.Grants) == 0 {
		return besides("it asks for nothing")
	}
	var wrong findings
	for _, g := range m.Grants {
		if len(g.Why) == 0 {
			wrong.add("it does not say what it needs %q for", g.Name)
		}
	}
	return wrong.err()
}

// taken are the grants that it was seen to need, in the order of their names.
func (r *run) taken() []string {
	var all []string
	for _, p := range r.all {
		for _, b := range p.spy.since(0) {
			all = append(all, b.needs)
		}
	}
	_ = r.stagings(func(_ string, c store.Commit) { // the manifest was read
		if len(c.Mails) > 0 {
			all = append(all, sdk.GrantMail)
		}
	})
	slices.Sort(all)
	return slices.Compact(all)
}

// takes wants grants that begin so to be asked for by whoever needs them.
func takes(grant string) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		if _, err := r.fair(ctx); err != nil {
			return err
		}
		asked := func(name string) bool {
			return slices.ContainsFunc(r.manifest.Grants, func(g sdk.Grant) bool { return g.Name == name || grant == sdk.GrantEgress && g.Name == grant+"*" })
		}
		var wrong findings
		seen := false
		for _, name := range r.taken() {
			if !strings.HasPrefix(name, grant) {
				continue
			}
			if seen = true; !asked(name) {
				wrong.add("it needs %q, and does not ask for it: the core refuses", name)
			}
		}
		switch {
		case seen:
			return wrong.err()
		case slices.ContainsFunc(r.manifest.Grants, func(g sdk.Grant) bool { return strings.HasPrefix(g.Name, grant) }):
			return besides("it asks for it, and was not seen to use it")
		}
		return besides("it was not seen to need it")
	}
}

package server

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// greet says what the files of organisations would change in a folder that has been used.
func (s *Server) greet(plan manifest.Plan) {
	if s.fresh || !plan.Changes() {
		return
	}
	fmt.Fprintf(s.config.Out, "\nThe files in %s differ from what is here; nothing was changed:\n", s.config.Tenants)
	for _, step := range plan.Steps {
		fmt.Fprintf(s.config.Out, "  %-10s %s %s %s\n", step.Act, step.Tenant, step.What, step.Detail)
	}
	fmt.Fprintf(s.config.Out, "To apply them: ribambelle tenant apply --data %s %s\n", s.config.Data, s.config.Tenants)
}

// warnOfFiles says why the files of organisations could not be compared with what is here.
func (s *Server) warnOfFiles(err error) {
	fmt.Fprintf(s.config.Out, "\nThe files in %s do not hold; the organisations stay as they are:\n", s.config.Tenants)
	for _, field := range fault.From(err).Fields {
		fmt.Fprintf(s.config.Out, "  %s\n", field.Message)
	}
}

// announce tells people where to go and what to try.
func (s *Server) announce(address net.Addr) {
	base := s.config.URL
	if base == "" {
		base = "http://" + address.String()
	}
	base = strings.TrimSuffix(base, "/")
	out := s.config.Out
	fmt.Fprintf(out, "\nRibambelle runs at %s/\n", base)
	if s.token != "" {
		fmt.Fprintf(out, "\n  The first administrator begins here, once:\n  %s/setup#%s\n", base, s.token)
	}
	s.announceDemo(base)
	fmt.Fprintf(out, "\n  API documentation  %s/docs\n  Data               %s\n  Version            %s\n", base, s.config.Data, s.config.Version)
	fmt.Fprintf(out, "\n  Ctrl-C stops it; nothing is lost.\n\n")
}

// announceDemo lists the accounts of the demonstration, and leads through a first portrait.
func (s *Server) announceDemo(base string) {
	if s.parts.demo == nil {
		return
	}
	organisations, err := s.parts.demo.organisations(context.Background())
	if err != nil || len(organisations) == 0 {
		return
	}
	out := s.config.Out
	fmt.Fprintf(out, "\n  A demonstration, whose accounts everybody knows. The password of each: %s\n", demoPassword)
	for _, o := range organisations {
		fmt.Fprintf(out, "\n  %s\n  %s/o/%s/\n", o.Name, base, o.Slug)
		for _, l := range o.Logins {
			_, role, _ := strings.Cut(l.Role, ":")
			fmt.Fprintf(out, "    %-16s %-26s %s\n", role, l.Login, l.Name)
		}
	}
	slug, login := firstSteps(organisations)
	if login == "" {
		return
	}
	fmt.Fprintf(out, `
  To try next
    1. Sign in at %[1]s/o/%[2]s/ as %[3]s; open Portrait de la qualité, prepare one, open it.
    2. Print a site's poster, or take its link, and answer in a private window or on a phone.
    3. Close the portrait and read its scores; a site with fewer than five answers stays masked.
    4. Beside it: bin/ribambelle module list --data %[4]s, and %[1]s/t/%[2]s/docs for the same by API.
`, base, slug, login, s.config.Data)
}

// firstSteps chooses the coordinator with whom to begin: of the last organisation that has one.
func firstSteps(organisations []api.DemoOrganisation) (slug, login string) {
	for _, o := range organisations {
		for _, l := range o.Logins {
			if l.Role == identity.Coordinator {
				slug, login = o.Slug, l.Login
			}
		}
	}
	return slug, login
}

package server

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant/manifest"
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

// announce tells people where to go and what to try.
func (s *Server) announce(address net.Addr) {
	base := s.config.URL
	if base == "" {
		base = "http://" + address.String()
	}
	base = strings.TrimSuffix(base, "/")
	out := s.config.Out
	fmt.Fprintf(out, "\nRibambelle %s: %s/\n", s.config.Version, base)
	if s.token != "" {
		fmt.Fprintf(out, "\n  The first administrator begins here, once:\n  %s/setup#%s\n", base, s.token)
	}
	s.announceDemo(base)
	fmt.Fprintf(out, "\n  API documentation   %s/docs\n  Data                %s\n\n", base, s.config.Data)
}

func (s *Server) announceDemo(base string) {
	if s.parts.demo == nil {
		return
	}
	organisations, err := s.parts.demo.organisations(context.Background())
	if err != nil {
		return
	}
	out := s.config.Out
	fmt.Fprintf(out, "\n  A demonstration: everybody knows its accounts. Password of each: %s\n", demoPassword)
	for _, o := range organisations {
		fmt.Fprintf(out, "\n  %s  %s/o/%s/\n", o.Name, base, o.Slug)
		for _, l := range o.Logins {
			fmt.Fprintf(out, "    %-24s %s, %s\n", l.Login, l.Name, strings.TrimPrefix(l.Role, "core:"))
		}
	}
	if len(organisations) > 0 {
		fmt.Fprintf(out, "\n  To try next: sign in as a coordinator, open Portraits, prepare one, scan its poster and answer.\n")
	}
}

// Package server assembles the platform: it alone knows every other package of the core, takes a Config and
// gives a running server.
//
// Goals: the whole wiring can be read here; what it opens it closes. Non-goals: rules of any kind.
// Open, Serve and Close are for one goroutine; the handlers serve many.
package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// graceTime is how long requests under way may take to end.
const graceTime = 10 * time.Second

// Server is the platform, ready to serve.
type Server struct {
	config  Config
	parts   *parts
	handler http.Handler
	token   string // of the first administrator; empty when there is an organisation
	fresh   bool   // the organisations' files were applied to an empty database
	tasks   tasks
	stop    context.CancelFunc
}

// Open makes the data folder where there is none, opens everything in it, brings the database up to date,
// installs and starts the modules. Fault kind invalid: something that the operator can mend, said in one line.
func Open(ctx context.Context, config Config) (*Server, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	if err := config.folder(); err != nil {
		return nil, err
	}
	p, err := openParts(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, parts: p, tasks: tasks{logger: p.telemetry.Logger}}
	if err := s.begin(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// begin does what needs a database: own tenant, organisations as code, modules, the edge, background work.
func (s *Server) begin(ctx context.Context) error {
	p := s.parts
	if err := s.warnOfLostKeys(ctx); err != nil {
		return err
	}
	if err := p.ownTenant(ctx); err != nil {
		return fmt.Errorf("making the operators' tenant: %w", err)
	}
	if err := p.modules.start(ctx, s.config.Plugins); err != nil {
		return fmt.Errorf("starting the modules: %w", err)
	}
	if s.config.Demo {
		if err := p.mayDemonstrate(ctx); err != nil {
			return err
		}
	}
	plan, err := s.tenants(ctx)
	if err != nil {
		return err
	}
	if s.token, err = p.firstToken(ctx); err != nil {
		return err
	}
	if s.handler, err = api.New(p.edge(s.config, s.token)); err != nil {
		return fmt.Errorf("assembling the edge: %w", err)
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.tasks.start(background, "audit sealer", p.sealer.Run)
	s.tasks.start(background, "denial counts", p.denials.Run)
	s.tasks.start(background, "read counts", p.records.Run)
	s.tasks.start(background, "counts of what modules reached", p.reached.Run)
	s.tasks.start(background, "counts of what other organisations read", p.shared.Run)
	s.tasks.start(background, "outbox", p.outbox.Run)
	s.tasks.start(background, "tidying", p.tidy)
	s.tasks.start(background, "ending requests for modules", p.expire)
	s.tasks.start(background, "deleting organisations", p.departures.run)
	s.tasks.start(background, "conversion of records", p.convert)
	s.greet(plan)
	return nil
}

// tenants applies the files of organisations to an empty database, and compares them with one that is in use.
// There, files that do not hold are said and nothing more: people are waiting for the server.
func (s *Server) tenants(ctx context.Context) (manifest.Plan, error) {
	plan, applied, err := s.parts.applyTenants(ctx, s.config)
	s.fresh = applied
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return plan, err
	}
	there, failed := s.parts.others(ctx)
	if failed != nil || len(there) == 0 {
		return plan, err
	}
	s.warnOfFiles(err)
	return manifest.Plan{}, nil
}

// warnOfLostKeys says it plainly when keys were made for data that older keys have signed.
func (s *Server) warnOfLostKeys(ctx context.Context) error {
	tenants, err := s.parts.others(ctx)
	if err != nil {
		return err
	}
	if made := s.parts.keys.Made(); len(made) > 0 && len(tenants) > 0 {
		fmt.Fprintf(s.config.Out, "\nThe keys of this data folder were lost (%s): new ones were made. Older checkpoints of the audit log verify with the old key only; put %s/keys back from its backup if you have one.\n", strings.Join(made, ", "), s.config.Data)
	}
	return nil
}

// Public is the handler for everybody.
func (s *Server) Public() http.Handler { return s.handler }

// Admin is the handler for whoever owns the data folder: it needs no account.
func (s *Server) Admin() http.Handler { return api.Private(s.handler) }

// Serve answers on the public address, and on the private socket, until ctx ends; it lets requests under way
// finish, and returns.
func (s *Server) Serve(ctx context.Context, public net.Listener) error {
	private, err := s.config.listenPrivately(ctx)
	if err != nil {
		_ = public.Close()
		return err
	}
	s.announce(public.Addr())
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 2)
	listen := func(l net.Listener, h http.Handler) { ended <- answer(ctx, l, h, graceTime); cancel() }
	go listen(public, s.Public())
	go listen(private, s.Admin())
	return errors.Join(<-ended, <-ended)
}

// Close ends background work and modules and closes everything. It may be called more than once.
func (s *Server) Close() {
	if s.stop != nil {
		s.stop()
		s.tasks.wait.Wait()
		s.stop = nil
	}
	s.parts.close()
}

// Package conformance tries a module's program against the protocol of sdk/proto, in whatever language it is written:
// it starts the program as a core does, reads what it declares, calls what it offers, and is in turn a slow, absent,
// forgetful and hostile core. Every check has a name and is passed, failed, or does not apply.
//
// Goals: an author learns before an operator does; whoever writes a module in another language has a list to work
// through. Non-goals: whether the module is right, or kind to its users; confinement, which the core does.
//
// Run may be called concurrently; each run has processes of its own.
package conformance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Options say what is tried. Program is needed.
type Options struct {
	Program string // path of the module's program
	// Policy says what is wrong with the policy of a module, which needs Open Policy Agent; default: not checked.
	Policy func(module, rego string) error
	// Only are the beginnings of the names of checks to try: "texts/"; none is all. What a check needs is done.
	Only []string
	// Patience is how long an answer may take that nothing holds up; default 10 s.
	Patience time.Duration
}

// Run tries a program. The error is about the run itself: a program that does not conform is told by the report.
func Run(ctx context.Context, o Options) (Report, error) {
	path, err := filepath.Abs(o.Program)
	if err != nil {
		return Report{}, fmt.Errorf("finding the program: %w", err)
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	folder, err := os.MkdirTemp("", "rb-")
	if err != nil {
		return Report{}, fmt.Errorf("making a folder for sockets: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // temporary
	r := &run{options: o, path: path, folder: folder}
	defer r.end()
	began := time.Now()
	report := Report{Program: path}
	for _, c := range Checks() {
		if ctx.Err() != nil {
			return Report{}, fmt.Errorf("trying %s: %w", path, ctx.Err())
		}
		if !o.wants(c.Name) {
			continue
		}
		report.Results = append(report.Results, r.try(ctx, c))
	}
	report.Module, report.Version = r.manifest.Name, r.manifest.Version
	report.Seconds = time.Since(began).Seconds()
	return report, nil
}

// wants reports whether a check is tried. That the module starts and what it declares is needed by all.
func (o Options) wants(name string) bool {
	needed := []string{"start/handshake", "start/attach", "manifest/readable"}
	return len(o.Only) == 0 || slices.Contains(needed, name) ||
		slices.ContainsFunc(o.Only, func(with string) bool { return strings.HasPrefix(name, with) })
}

// Check is one thing that every module does, or leaves alone.
type Check struct {
	Name  string // "calls/faults": stable
	Title string // what a module that passes does

	try func(ctx context.Context, r *run) error
}

// Checks are all, in the order in which they are tried.
func Checks() []Check {
	var all []Check
	for _, group := range [][]Check{
		starting(), declaring(), wording(), collecting(), reaching(), showing(), calling(), asking(), reacting(), weathering(), refusals(),
		talking(), sharing(), granting(), logging(), stopping(),
	} {
		all = append(all, group...)
	}
	return all
}

// besides is the outcome of a check that does not apply to a module.
type besides string

func (b besides) Error() string { return string(b) }

// findings gathers what is wrong.
type findings []error

func (f *findings) add(format string, args ...any) { *f = append(*f, fmt.Errorf(format, args...)) }

// most is how many findings of one check are told.
const most = 8

func (f findings) err() error {
	if len(f) > most {
		more := len(f) - most
		f = append(f[:most:most], fmt.Errorf("and %d more", more))
	}
	return errors.Join(f...)
}

// try runs one check. A process that has died meanwhile fails it, and the next check gets another.
func (r *run) try(ctx context.Context, c Check) Result {
	began := time.Now()
	err := r.judge(ctx, c)
	if died := r.died(ctx); died != nil {
		err = died
	}
	result := Result{Check: c.Name, Title: c.Title, Outcome: Passed, Seconds: time.Since(began).Seconds()}
	var aside besides
	switch {
	case err == nil:
	case errors.As(err, &aside):
		result.Outcome, result.Why = Beside, []string{string(aside)}
	default:
		result.Outcome, result.Why = Failed, lines(err)
	}
	return result
}

// judge runs one check. Where it gives up calls, what they still ask is forgiven.
func (r *run) judge(ctx context.Context, c Check) error {
	givesUp := strings.HasPrefix(c.Name, "cancel/") || strings.HasPrefix(c.Name, "deadline/") || strings.HasPrefix(c.Name, "host/")
	if !givesUp || r.current == nil {
		return c.try(ctx, r)
	}
	return r.current.spy.leniently(func() error { return c.try(ctx, r) })
}

// lines are the texts of joined errors.
func lines(err error) []string {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{strings.ToValidUTF8(strings.TrimSpace(err.Error()), "�")}
	}
	var all []string
	for _, one := range joined.Unwrap() {
		all = append(all, lines(one)...)
	}
	return all
}

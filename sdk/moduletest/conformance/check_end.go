package conformance

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// nothingAsked is a request to an address where nothing is.
var nothingAsked = wire.Request{Operation: "no-such-operation", Method: "GET", Path: "/no/such/address"}

// logging are the checks of what a module said and told during the whole run.
func logging() []Check {
	return []Check{
		{"logs/stdout", "It prints nothing on stdout after its handshake.", said(func(wrong *findings, p *process) {
			_, line := p.greeting()
			_, after, _ := strings.Cut(p.child.Load().out.String(), line)
			if text := strings.TrimSpace(after + p.shown.String()); text != "" {
				wrong.add("it prints: %s", lastWords(text))
			}
		})},
		{"logs/quiet", "It writes no more than 64 KiB on stderr.", said(func(wrong *findings, p *process) {
			if n := p.said.size(); n > 64<<10 {
				wrong.add("it wrote %d bytes", n)
			}
		})},
		{"logs/attributes", "The attributes of its log's lines are objects in JSON.", logged(func(wrong *findings, l wire.LogLine) {
			var fields map[string]any
			if len(l.Attributes) > 0 && json.Unmarshal(l.Attributes, &fields) != nil {
				wrong.add("%s: %s", l.Message, lastWords(string(l.Attributes)))
			}
		})},
		{"logs/levels", "The levels of its log's lines are those of log/slog.", logged(func(wrong *findings, l wire.LogLine) {
			if l.Level < -8 || l.Level > 12 {
				wrong.add("%s: %d", l.Message, l.Level)
			}
		})},
		{"logs/lines", "A line of its log has at most 16 KiB.", logged(func(wrong *findings, l wire.LogLine) {
			if n := len(l.Message) + len(l.Attributes); n > 16<<10 {
				wrong.add("one has %d bytes", n)
			}
		})},
		{"logs/people", "Nothing about people is in its log.", spoken(canaryWords()...)},
		{"logs/secrets", "Its secret is not in its log.", spoken(canarySecret, hex.EncodeToString([]byte(canarySecret)), base64.StdEncoding.EncodeToString([]byte(canarySecret)))},
		{"events/people", "Events and jobs carry nothing about people.", eventData},
		{"events/names", "Events that it tells begin with its name.", eventNames},
		{"handles/shown", "Whatever it asks of the core carries a handle.", asked(func(wrong *findings, b backCall) {
			if !b.handle {
				wrong.add("%s carries none", b.method)
			}
		})},
		{"handles/live", "It asks nothing on a handle whose call has ended.", asked(func(wrong *findings, b backCall) {
			if b.dead {
				wrong.add("%s came on a dead one", b.method)
			}
		})},
	}
}

func canaryWords() []string { return []string{"canari.jaune", canaryText} }

// said looks at every process.
func said(look func(*findings, *process)) func(context.Context, *run) error {
	return func(_ context.Context, r *run) error {
		if r.hopeless != nil {
			return besides("the module does not start")
		}
		var wrong findings
		for _, p := range r.all {
			look(&wrong, p)
		}
		return wrong.err()
	}
}

// logged looks at every line of the log.
func logged(look func(*findings, wire.LogLine)) func(context.Context, *run) error {
	return said(func(wrong *findings, p *process) {
		for _, l := range p.spy.written() {
			look(wrong, l)
		}
	})
}

// spoken looks for words in log and stderr.
func spoken(words ...string) func(context.Context, *run) error {
	return said(func(wrong *findings, p *process) {
		all := p.said.String()
		for _, l := range p.spy.written() {
			all += "\n" + l.Message + " " + string(l.Attributes)
		}
		for _, word := range words {
			if at := strings.Index(all, word); at >= 0 {
				wrong.add("there is: %s", lastWords(all[max(0, at-80):min(len(all), at+80)]))
			}
		}
	})
}

// asked looks at every back-call, those of the moment included.
func asked(look func(*findings, backCall)) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		_ = wait(ctx, 50*time.Millisecond) // whoever asks after the answer does so now
		return said(func(wrong *findings, p *process) {
			for _, b := range p.spy.since(0) {
				look(wrong, b)
			}
		})(ctx, r)
	}
}

// stagings are what was staged in fair weather.
func (r *run) stagings(look func(name string, c store.Commit)) error {
	if err := r.declared(); err != nil {
		return err
	}
	for _, a := range r.noted.replies {
		look(a.name, a.reply.staged)
	}
	return nil
}

func eventData(_ context.Context, r *run) error {
	var wrong findings
	err := r.stagings(func(name string, c store.Commit) {
		for _, word := range canaryWords() {
			for _, e := range c.Events {
				if strings.Contains(string(e.Data)+e.Subject, word) {
					wrong.add("%s tells %s with %s", name, e.Type, lastWords(string(e.Data)))
				}
			}
			for _, j := range c.Jobs {
				if strings.Contains(string(j.Data)+j.Key, word) {
					wrong.add("%s asks for %s with %s", name, j.Name, lastWords(string(j.Data)))
				}
			}
		}
	})
	return errors.Join(err, wrong.err())
}

func eventNames(_ context.Context, r *run) error {
	var wrong findings
	err := r.stagings(func(name string, c store.Commit) {
		for _, e := range c.Events {
			if !strings.HasPrefix(e.Type, r.manifest.Name+".") {
				wrong.add("%s tells %q", name, e.Type)
			}
		}
	})
	return errors.Join(err, wrong.err())
}

// stopping are the checks of its end. They come last.
func stopping() []Check {
	return []Check{
		{"stop/waits", "Drain answers when the calls under way have ended, and lets them end.", drainWaits},
		{"stop/drains", "Drain answers where nothing is under way.", drain},
		{"stop/refuses", "After Drain, calls are refused as unavailable.", refusesNow},
		{"stop/ends", "Asked to end, the process ends within 2 seconds.", endsItself},
		{"stop/code", "It ends with the exit code 0.", after(func(p *process) error {
			if code := p.child.Load().cmd.ProcessState.ExitCode(); code != 0 {
				return fmt.Errorf("it ended with %d; its last words: %s", code, lastWords(p.said.String()))
			}
			return nil
		})},
		{"stop/children", "It leaves no process behind.", after(func(p *process) error {
			if p.child.Load().left() {
				_ = p.child.Load().Kill(context.Background())
				return errors.New("processes that it started go on")
			}
			return nil
		})},
		{"stop/litter", "It leaves no files where it worked.", after(func(p *process) error {
			if left := p.litter(); len(left) > 0 {
				return fmt.Errorf("it left %s", strings.Join(left, ", "))
			}
			return nil
		})},
	}
}

func drainWaits(ctx context.Context, r *run) error {
	asking, err := r.talkers(ctx)
	if err != nil {
		return err
	}
	p := r.current
	arrived, release := p.spy.hold()
	answer := make(chan error, 1)
	go func() {
		is, err := r.perform(ctx, asking[0].drill)
		answer <- unchanged(asking[0], is, err)
	}()
	select {
	case <-arrived:
	case <-time.After(grace):
		release()
		<-answer
		return besides("it asks the core for nothing any more")
	}
	drained := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
		defer cancel()
		drained <- p.wire.Drain(ctx)
	}()
	var wrong findings
	select {
	case err := <-drained:
		wrong.add("it answers while a call is under way (%v)", err)
		drained <- nil
	case <-time.After(100 * time.Millisecond):
	}
	release()
	if err := <-answer; err != nil {
		wrong.add("the call under way: %w", err)
	}
	if err := <-drained; err != nil {
		wrong.add("then it fails: %w", err)
	}
	return wrong.err()
}

func drain(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := p.wire.Drain(ctx); err != nil {
		return fmt.Errorf("it fails: %w", err)
	}
	return nil
}

func refusesNow(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	c := wire.Call{Caller: wire.Caller{Kind: "visitor", Zone: "UTC", Now: today}, Request: nothingAsked}
	if r.world != nil {
		c = r.world.call(false)
		c.Request = nothingAsked
	}
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	_, err = p.wire.Call(ctx, c)
	if err == nil || fault.KindOf(err) != fault.Unavailable {
		return fmt.Errorf("it ends with %s", end(reply{}, err))
	}
	return nil
}

func endsItself(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	r.current, r.last = nil, p
	protocol, err := p.plugin.Client()
	if err != nil {
		return err
	}
	_ = protocol.Close() // it answers by ending
	select {
	case <-p.child.Load().gone:
		return nil
	case <-time.After(2 * time.Second): // as long as go-plugin waits
		r.last = nil
		p.kill()
		return errors.New("it goes on")
	}
}

// after looks at the process that was stopped.
func after(look func(*process) error) func(context.Context, *run) error {
	return func(_ context.Context, r *run) error {
		if r.last == nil {
			return besides("it was not stopped")
		}
		return look(r.last)
	}
}

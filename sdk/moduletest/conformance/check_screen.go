package conformance

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// showing are the checks of widgets and their files.
func showing() []Check {
	return []Check{
		{"widgets/unique", "No two widgets are one custom element.", of(func(m sdk.Manifest) error {
			return unique(m.Widgets, func(w sdk.Widget) string { return w.Element })
		})},
		{"widgets/pages", "No two widgets of one place have one page.", of(func(m sdk.Manifest) error {
			return unique(slices.DeleteFunc(slices.Clone(m.Widgets), func(w sdk.Widget) bool { return w.Page == "" }), func(w sdk.Widget) string { return w.Place + "/" + w.Page })
		})},
		{"widgets/action", "Widgets are shown to who may do one of its own actions.", of(widgetActions)},
		{"widgets/script", "Each widget's script is there.", scripts(func(wrong *findings, w sdk.Widget, _ []byte, err error) {
			if err != nil {
				wrong.add("%s: %s: %w", w.Element, w.Script, err)
			}
		})},
		{"widgets/defines", "Each widget's script defines its element.", scripts(func(wrong *findings, w sdk.Widget, text []byte, err error) {
			if err == nil && !bytes.Contains(text, []byte(w.Element)) {
				wrong.add("%s does not name %s", w.Script, w.Element)
			}
		})},
		{"widgets/weight", "No script has more than 1 MiB.", scripts(func(wrong *findings, w sdk.Widget, text []byte, _ error) {
			if len(text) > 1<<20 {
				wrong.add("%s has %d bytes", w.Script, len(text))
			}
		})},
		{"widgets/own-host", "Scripts load nothing from other hosts.", scripts(func(wrong *findings, w sdk.Widget, text []byte, _ error) {
			if found := foreign.Find(text); found != nil {
				wrong.add("%s: %s", w.Script, lastWords(string(found)))
			}
		})},
		{"assets/missing", "A file that is not there is not_found.", missing("no-such-file.js")},
		{"assets/outside", "No path leads out of its files.", missing("../go.mod", "/etc/passwd", "a/../../etc/passwd", "..", "", ".", "%2e%2e/x", "a\\..\\b", "x\x00.js")},
		{"assets/chunks", "Files and manifest come in pieces of at most 64 KiB.", chunks},
	}
}

// foreign is code or style that a script would fetch from elsewhere.
var foreign = regexp.MustCompile(`(?:import\s*\(?\s*|from\s*|src\s*=\s*|@import\s+|url\(\s*|importScripts\(\s*)["'](?:https?:)?//[a-zA-Z0-9.-]+`)

func widgetActions(m sdk.Manifest) error {
	if len(m.Widgets) == 0 {
		return besides("there are no widgets")
	}
	var wrong findings
	for _, w := range m.Widgets {
		if w.Action != "" && !slices.ContainsFunc(m.Actions, func(a sdk.Action) bool { return a.Name == w.Action }) {
			wrong.add("%s is for who may do %q", w.Element, w.Action)
		}
	}
	return wrong.err()
}

// scripts looks at each widget's script, or at why there is none.
func scripts(look func(*findings, sdk.Widget, []byte, error)) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		p, err := r.known(ctx)
		if err != nil {
			return err
		}
		if len(r.manifest.Widgets) == 0 {
			return besides("there are no widgets")
		}
		var wrong findings
		for _, w := range r.manifest.Widgets {
			text, err := p.wire.Asset(ctx, w.Script)
			look(&wrong, w, text, err)
		}
		return wrong.err()
	}
}

func missing(paths ...string) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		p, err := r.module(ctx)
		if err != nil {
			return err
		}
		var wrong findings
		for _, path := range paths {
			if _, err := p.wire.Asset(ctx, path); fault.KindOf(err) != fault.NotFound {
				wrong.add("%q: %v", path, err)
			}
		}
		return wrong.err()
	}
}

func chunks(ctx context.Context, r *run) error {
	p, err := r.known(ctx)
	if err != nil {
		return err
	}
	largest := 0
	p.spy.set(func() {
		p.spy.received = func(m proto.Message) {
			switch m := m.(type) {
			case *pb.DescribeResponse:
				largest = max(largest, len(m.GetChunk()))
			case *pb.AssetResponse:
				largest = max(largest, len(m.GetChunk()))
			}
		}
	})
	defer p.spy.set(func() { p.spy.received = nil })
	_, err = p.wire.Describe(ctx)
	for _, w := range r.manifest.Widgets {
		_, gone := p.wire.Asset(ctx, w.Script)
		_ = gone // widgets/script tells
	}
	if largest > wire.ChunkSize {
		return errors.New("a piece has more")
	}
	return err
}

// underWay asks the made up organisation with each filter.
func underWay(ctx context.Context, r *run) error {
	if err := r.declared(); err != nil {
		return err
	}
	if len(r.manifest.UnderWay)+len(r.manifest.FirstSteps)+len(r.manifest.Shares)+len(r.manifest.Publishes) == 0 {
		return besides("nothing is chosen by a filter")
	}
	var wrong findings
	ask := func(collection, filter string) {
		if _, err := r.world.store.List(ctx, collection, store.Query{Filter: filter}); fault.KindOf(err) == fault.Invalid {
			wrong.add("%s: %q: %w", collection, filter, err)
		}
	}
	for _, u := range r.manifest.UnderWay {
		ask(u.Collection, u.Filter)
	}
	for _, s := range r.manifest.FirstSteps {
		ask(s.Collection, s.Filter)
	}
	for _, s := range r.manifest.Shares {
		ask(s.Collection, s.Filter)
	}
	for _, p := range r.manifest.Publishes {
		ask(p.Collection, p.Filter)
	}
	return wrong.err()
}

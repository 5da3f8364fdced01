package module

import (
	"context"
	"path"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// maxFiles is how much of a module's web files is kept in memory.
const maxFiles = 32 << 20

// files keeps what a release's process handed over: it never changes.
type files struct {
	mu   sync.Mutex
	kept map[string][]byte
	size int
}

func (f *files) look(name string) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text, ok := f.kept[name]
	return text, ok
}

func (f *files) keep(name string, text []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, known := f.kept[name]; known || f.size+len(text) > maxFiles {
		return
	}
	if f.kept == nil {
		f.kept = map[string][]byte{}
	}
	f.kept[name] = text
	f.size += len(text)
}

// Asset returns a built web file of the release of a module that has this digest. One that is not at work is not_found.
func (h *Host) Asset(ctx context.Context, module, digest, name string) ([]byte, error) {
	e := h.withDigest(module, digest)
	if e == nil || e.release.Declared() || name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, ".") {
		return nil, fault.Missing("file")
	}
	if text, ok := e.files.look(name); ok {
		return text, nil
	}
	p, leave, err := e.enter(ctx, tenant.ID{})
	if err != nil {
		return nil, err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, h.config.Limits.CallTime)
	defer cancel()
	text, err := p.Asset(ctx, name)
	if err != nil {
		return nil, err
	}
	e.files.keep(name, text)
	return text, nil
}

// withDigest finds a release at work; nil when there is none.
func (h *Host) withDigest(module, digest string) *edition {
	l := h.at(module)
	if l == nil {
		return nil
	}
	for _, e := range l.editions() {
		if e.release.Digest == digest {
			return e
		}
	}
	return nil
}

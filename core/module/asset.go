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

// Asset returns a built web file of a module, and the digest of the release that it belongs to.
func (h *Host) Asset(ctx context.Context, module, name string) (text []byte, digest string, err error) {
	e, err := h.module(module)
	if err != nil {
		return nil, "", err
	}
	if name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, ".") {
		return nil, "", fault.Missing("file")
	}
	if text, ok := e.files.look(name); ok {
		return text, e.release.Digest, nil
	}
	p, leave, err := e.enter(ctx, tenant.ID{})
	if err != nil {
		return nil, "", err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, h.config.Limits.CallTime)
	defer cancel()
	if text, err = p.Asset(ctx, name); err != nil {
		return nil, "", err
	}
	e.files.keep(name, text)
	return text, e.release.Digest, nil
}

package record

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Files keeps what fields marked file hold the ids of. A file belongs to the record that holds its id: it is
// read by who may read the record, and goes with it.
type Files interface {
	// Put keeps an image, cleaned of everything but the picture, under a random id. Fault kinds: invalid (no
	// image, too large), exhausted (quota).
	Put(ctx context.Context, t tenant.ID, body io.Reader) (id string, err error)
	// Open reads a file back; not_found otherwise. The caller closes it.
	Open(ctx context.Context, t tenant.ID, id string) (io.ReadCloser, FileInfo, error)
	// Remove deletes a file; one that is not there is no error.
	Remove(ctx context.Context, t tenant.ID, id string) error
}

// FileInfo describes a file.
type FileInfo struct {
	ID   string
	Type string // media type: "image/jpeg"
	Size int64
}

var errNoFiles = fault.New(fault.Unsupported, "files-unsupported", "This installation keeps no files.")

// Upload keeps a file for a field of a record that the caller is about to write: its id goes into the
// document. Only who may create or change some record of the collection may upload.
func (v *View) Upload(ctx context.Context, collection, field string, body io.Reader) (string, error) {
	c, err := v.resolve(collection)
	if err != nil {
		return "", err
	}
	if f, ok := c.Schema.Field(field); !ok || f.File == "" {
		return "", fault.Missing("field")
	}
	if v.keeper.config.Files == nil {
		return "", errNoFiles
	}
	for _, verb := range []string{"create", "update"} {
		f, err := v.keeper.config.Authorizer.Filter(ctx, authz.Question{
			Tenant: v.caller.Tenant, Version: v.caller.Version, Principal: v.caller.Principal, Action: c.action(verb),
		})
		if err != nil {
			return "", fmt.Errorf("asking who may write %s: %w", c.resource(""), err)
		}
		if !f.IsNothing() {
			return v.keeper.config.Files.Put(ctx, v.caller.Tenant, body)
		}
	}
	return "", v.refuse(ctx, c, refusal{action: c.action("update")})
}

// Download reads the file that a record's field holds. Who does not see the record or the field finds nothing.
func (v *View) Download(ctx context.Context, collection, id, field string) (io.ReadCloser, FileInfo, error) {
	r, err := v.Get(ctx, collection, id)
	if err != nil {
		return nil, FileInfo{}, err
	}
	c, err := v.resolve(collection)
	if err != nil {
		return nil, FileInfo{}, err
	}
	fields, err := decode(r.Doc)
	if err != nil {
		return nil, FileInfo{}, err
	}
	held := filesIn(c.Schema, fields, []string{field})
	if len(held) == 0 || v.keeper.config.Files == nil {
		return nil, FileInfo{}, fault.Missing("file")
	}
	return v.keeper.config.Files.Open(ctx, v.caller.Tenant, held[0])
}

// attach checks that the files a document names are there, and remembers those that it no longer names.
func (v *View) attach(ctx context.Context, s *stage) error {
	before := filesIn(s.collection.Schema, s.oldFields, nil)
	s.dropped = nil
	for _, f := range s.collection.Schema.Fields {
		id, ok := s.fields[f.Name].(string)
		if f.File == "" || !ok || slices.Contains(before, id) {
			continue
		}
		if v.keeper.config.Files == nil {
			return errNoFiles
		}
		body, _, err := v.keeper.config.Files.Open(ctx, v.caller.Tenant, id)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return fault.InvalidRule("/"+f.Name, fault.Absent, "", "is not a file: upload it first")
		}
		if err != nil {
			return err
		}
		if err := body.Close(); err != nil {
			return fmt.Errorf("looking at a file: %w", err)
		}
	}
	after := filesIn(s.collection.Schema, s.fields, nil)
	for _, id := range before {
		if !slices.Contains(after, id) {
			s.dropped = append(s.dropped, id)
		}
	}
	return nil
}

package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/server"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type modulePack struct {
	Program string `arg:"" type:"path" help:"The module's program, built for this machine, or the folder of a module that is only a declaration."`
	To      string `type:"path" default:"." placeholder:"FOLDER" help:"Where the package goes (default: here)."`
	Confine string `enum:",basic" default:"" placeholder:"LEVEL" help:"Confine it no further than basic while it is asked, for a program that is not static."`
}

// Run asks the program what it is, confined as on a server, and packs it.
func (c *modulePack) Run(ctx context.Context, console *console) error {
	if info, err := os.Stat(c.To); err != nil || !info.IsDir() {
		return fault.New(fault.Invalid, "file-unwritable", "there is no folder %s", c.To)
	}
	file, s, err := server.Pack(ctx, c.Program, c.To, c.Confine)
	if err != nil {
		return err
	}
	return console.show(map[string]any{"file": file, "name": s.Name, "version": s.Version, "digest": s.Digest()}, func() error {
		fmt.Fprintf(console.out, "%s %s is packed in %s (sha256 %s). Sign it: ribambelle module sign %s --key FILE\n", s.Name, s.Version, file, s.Digest(), file)
		return nil
	})
}

type moduleKeygen struct {
	Publisher string `arg:"" help:"What you call yourself, like a host name: outils.example.org."`
	To        string `required:"" type:"path" placeholder:"FILE" help:"Where the secret key goes; the public one goes beside it, with .pub behind its name."`
}

// Run makes two files, and replaces none.
func (c *moduleKeygen) Run(console *console) error {
	secret, public, err := parcel.NewKey(rand.Reader, c.Publisher)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		path, text string
		mode       fs.FileMode
	}{{c.To, secret, 0o600}, {c.To + ".pub", public, 0o644}} {
		if err := writeNew(f.path, f.text, f.mode); err != nil {
			return err
		}
	}
	return console.show(map[string]any{"secret": c.To, "public": c.To + ".pub", "key": public}, func() error {
		fmt.Fprintf(console.out, "The secret key is in %s: keep it off servers, and a copy of it elsewhere. Tell those who install your modules this public key, over a way that they trust:\n%s\n", c.To, public)
		return nil
	})
}

// writeNew writes a file that must not be there yet.
func writeNew(path, line string, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "file-there", "%s is there already: name another file, so that no key is lost", path)
	}
	if err == nil {
		_, err = fmt.Fprintln(file, line)
		err = errors.Join(err, file.Sync(), file.Close())
	}
	if err != nil {
		return fault.New(fault.Invalid, "file-unwritable", "cannot write %s: %v", path, cause(err))
	}
	return nil
}

type moduleSign struct {
	File string `arg:"" type:"path" help:"The package; it is signed in its place."`
	Key  string `required:"" type:"path" placeholder:"FILE" help:"The publisher's secret key, from module keygen."`
}

// Run signs without any server.
func (c *moduleSign) Run(console *console) error {
	info, err := os.Stat(c.Key)
	if err != nil {
		return unreadable(c.Key, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fault.New(fault.Invalid, "key-open", "%s can be read by others (mode %04o): run chmod 600 %s, and make a new key if others had access", c.Key, info.Mode().Perm(), c.Key)
	}
	secret, err := os.ReadFile(c.Key)
	if err != nil {
		return unreadable(c.Key, err)
	}
	s, err := parcel.SignFile(c.File, string(secret))
	if err != nil {
		return err
	}
	return console.show(map[string]any{"file": c.File, "name": s.Name, "version": s.Version}, func() error {
		fmt.Fprintf(console.out, "%s %s is signed in %s.\n", s.Name, s.Version, c.File)
		return nil
	})
}

type moduleVerify struct {
	File    string `arg:"" type:"path" help:"The package, or the folder of a module that is only a declaration."`
	Against string `type:"path" placeholder:"FILE" help:"The package of the release before (default: the newest that is installed)."`
	folder
}

// Run verifies without any server, and without running the program.
func (c *moduleVerify) Run(ctx context.Context, console *console) error {
	if isFolder(c.File) {
		return c.verifyFolder(ctx, console)
	}
	by := parcel.Publishers{Folder: filepath.Join(c.Data, server.PublishersFolder)}
	r, refused := parcel.Inspect(c.File, c.Against, filepath.Join(c.Data, server.PackagesFolder), by)
	if r.Name == "" {
		return refused
	}
	if err := console.show(r, func() error { return c.tell(console, r) }); err != nil {
		return err
	}
	return refused
}

// placed says what a placement needs.
func placed(placement string) string {
	if placement == "shared" {
		return "shared: one process for all organisations, which install refuses without --allow-shared"
	}
	return placement
}

// tell prints a report for people.
func (c *moduleVerify) tell(console *console, r parcel.Report) error {
	out := console.out
	if r.Program == 0 {
		fmt.Fprintf(out, "%s %s for any machine\n  program      none\n  declaration  %d bytes, sha256 %s, sound\n", r.Name, r.Version, r.Declaration, r.Digest)
	} else {
		fmt.Fprintf(out, "%s %s for %s\n", r.Name, r.Version, r.Platform)
		fmt.Fprintf(out, "  program      %d bytes, sha256 %s\n  declaration  %d bytes, sound\n  placement    %s\n", r.Program, r.Digest, r.Declaration, placed(r.Placement))
	}
	fmt.Fprintf(out, "  asks for     %s\n", cmp.Or(strings.Join(r.Grants, ", "), "nothing beyond its own collections"))
	if r.Publisher != "" {
		fmt.Fprintf(out, "  signed by    %s, key %s, trusted here\n", r.Publisher, r.Key)
	}
	d := r.Difference
	if d == nil {
		fmt.Fprintln(out, "  no release before it to compare it with (--against)")
		return nil
	}
	for _, part := range []struct {
		title string
		lines []string
	}{{"adds", d.Added}, {"breaks", d.Broken}, {"loses", d.Lost}} {
		for _, line := range part.lines {
			fmt.Fprintf(out, "  %-12s %s\n", part.title, line)
		}
	}
	if len(d.Added)+len(d.Broken)+len(d.Lost) == 0 {
		fmt.Fprintf(out, "  looks like %s to those who use it\n", d.Against)
	}
	if r.Warning != "" {
		fmt.Fprintf(out, "  mind         %s\n", strings.TrimSuffix(r.Warning, "."))
	}
	return nil
}

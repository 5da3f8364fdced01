package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/server"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// publisherCommand changes two files of the data folder. A server that runs reads them within seconds.
type publisherCommand struct {
	Trust  publisherTrust  `cmd:"" help:"Trust a publisher's key: its packages may be installed."`
	Revoke publisherRevoke `cmd:"" help:"Refuse a publisher's keys, one key, or one release, for good: what runs of it is stopped."`
	List   publisherList   `cmd:"" help:"List trusted keys and what was revoked."`
}

func (f folder) publishers() parcel.Publishers {
	return parcel.Publishers{Folder: filepath.Join(f.Data, server.PublishersFolder)}
}

type publisherTrust struct {
	Key string `arg:"" help:"The public key, or a file that holds it."`
	folder
}

// Run trusts a key.
func (c *publisherTrust) Run(console *console) error {
	key, err := parcel.ParseKey(keyText(c.Key))
	if err != nil {
		return err
	}
	if err := c.publishers().Trust(key, time.Now()); err != nil {
		return err
	}
	return console.show(map[string]any{"publisher": key.Publisher, "key": key.ID}, func() error {
		fmt.Fprintf(console.out, "Key %s of %s is trusted.\n", key.ID, key.Publisher)
		return nil
	})
}

type publisherRevoke struct {
	What   string `arg:"" help:"A publisher's name, a public key or a file that holds it, or sha256: and the digest of a release's program."`
	Reason string `placeholder:"TEXT" help:"Why, in one line: it is shown to whoever meets what was revoked."`
	folder
}

// Run revokes.
func (c *publisherRevoke) Run(console *console) error {
	what, err := c.meant()
	if err != nil {
		return err
	}
	for _, one := range what {
		if err := c.publishers().Revoke(one, c.Reason, time.Now()); err != nil {
			return err
		}
	}
	return console.show(map[string]any{"revoked": what}, func() error {
		fmt.Fprintf(console.out, "Revoked: %s. A server that runs stops what it runs of it within seconds.\n", strings.Join(what, ", "))
		return nil
	})
}

// meant is what a person named: all keys of a publisher, a key, a release.
func (c *publisherRevoke) meant() ([]string, error) {
	if digest, ok := strings.CutPrefix(c.What, "sha256:"); ok {
		if !parcel.IsDigest(digest) {
			return nil, fault.New(fault.Invalid, "release-digest", "sha256: must be followed by the 64 digits of a program's digest; ribambelle module list --output json shows it")
		}
		return []string{c.What}, nil
	}
	if key, err := parcel.ParseKey(keyText(c.What)); err == nil {
		return []string{key.String()}, nil
	}
	trusted, err := c.publishers().Trusted()
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, key := range trusted {
		if key.Publisher == c.What {
			keys = append(keys, key.String())
		}
	}
	if len(keys) == 0 {
		return nil, fault.New(fault.NotFound, "publisher-not-found", "%s is no publisher that is trusted here, no public key and no release", c.What)
	}
	return keys, nil
}

type publisherList struct{ folder }

// Run prints both lists.
func (c *publisherList) Run(console *console) error {
	trusted, err := c.publishers().Trusted()
	if err != nil {
		return err
	}
	revoked, err := c.publishers().Revoked()
	if err != nil {
		return err
	}
	type line struct {
		Publisher string `json:"publisher,omitempty"`
		Key       string `json:"key"`
		Note      string `json:"note,omitempty"`
	}
	answer := struct {
		Trusted []line `json:"trusted"`
		Revoked []line `json:"revoked"`
	}{Trusted: []line{}, Revoked: []line{}}
	rows := [][]string{{"", "PUBLISHER", "KEY"}}
	for _, key := range trusted {
		if slices.ContainsFunc(revoked, func(r parcel.Revocation) bool { return r.What == key.String() }) {
			continue
		}
		answer.Trusted = append(answer.Trusted, line{Publisher: key.Publisher, Key: key.String()})
		rows = append(rows, []string{"trusted", key.Publisher, key.String()})
	}
	for _, r := range revoked {
		key, _ := parcel.ParseKey(r.What)
		answer.Revoked = append(answer.Revoked, line{Publisher: key.Publisher, Key: r.What, Note: r.Note})
		rows = append(rows, []string{"revoked", key.Publisher, r.What + " " + r.Note})
	}
	return console.show(answer, func() error {
		if len(rows) == 1 {
			fmt.Fprintln(console.out, "No publisher is trusted: only modules that come with the server run, and those that were installed --unsigned.")
			return nil
		}
		return console.table(rows)
	})
}

package seal

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrLost means that a key which this installation once had is not there any more, or is another one.
var ErrLost = errors.New("a key is lost")

// folder reads and makes keys, and keeps the list beside them.
type folder struct {
	dir    string
	getenv func(string) string
	known  map[string]string // key name to fingerprint, as listed
	found  map[string]string // key name to fingerprint, as met now
	made   []string
}

func openFolder(dir string, getenv func(string) string) (*folder, error) {
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	f := &folder{dir: dir, getenv: getenv, known: map[string]string{}, found: map[string]string{}}
	if dir == "" {
		return f, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of keys: %w", err)
	}
	list, err := os.Open(f.list())
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of keys: %w", err)
	}
	defer list.Close()
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if name, print, ok := strings.Cut(lines.Text(), " "); ok && name != "#" {
			f.known[name] = strings.TrimSpace(print)
		}
	}
	return f, lines.Err()
}

func (f *folder) list() string { return filepath.Clean(f.dir) + ".txt" }

// key finds a key by environment or file, or makes it when there has never been one.
func (f *folder) key(name, variable string, create func() (string, error), fingerprint func(string) (string, error)) (string, error) {
	secret, where := strings.TrimSpace(f.getenv(variable)), "the environment variable "+variable
	var err error
	if secret == "" {
		where = keyFile(f.dir, name)
		secret, err = f.file(name, variable, create)
	}
	if err != nil {
		return "", err
	}
	print, err := fingerprint(secret)
	if err != nil {
		return "", fmt.Errorf("the %s key in %s cannot be used: %w", name, where, err)
	}
	if known, ok := f.known[name]; ok && known != print {
		return "", fmt.Errorf("%w: the %s key in %s is not the one of this installation (%s lists %s). %s",
			ErrLost, name, where, f.list(), known, f.advice(name))
	}
	f.found[name] = print
	return secret, nil
}

// file reads a key's file, or makes it.
func (f *folder) file(name, variable string, create func() (string, error)) (string, error) {
	if f.dir == "" {
		return "", fmt.Errorf("no folder for keys is set, so %s must hold the %s key", variable, name)
	}
	path := keyFile(f.dir, name)
	secret, err := readSecret(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if _, known := f.known[name]; known {
		return "", fmt.Errorf("%w: %s is missing, but %s says that this installation had it. %s",
			ErrLost, path, f.list(), f.advice(name))
	}
	if secret, err = create(); err != nil {
		return "", fmt.Errorf("make the %s key: %w", name, err)
	}
	if secret, err = f.keep(path, secret); err != nil {
		return "", fmt.Errorf("write the %s key: %w", name, err)
	}
	f.made = append(f.made, name)
	return secret, nil
}

// keep writes a new key, complete or not at all; when another process was faster, its key is returned.
func (f *folder) keep(path, secret string) (string, error) {
	temporary, err := os.CreateTemp(f.dir, "new-*") // 0600
	if err != nil {
		return "", err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(secret + "\n")
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return "", err
	}
	if err := os.Link(temporary.Name(), path); errors.Is(err, fs.ErrExist) {
		return readSecret(path)
	} else if err != nil {
		return "", err
	}
	return secret, syncFolder(f.dir)
}

// advice says what losing that key means, and the two ways out.
func (f *folder) advice(name string) string {
	loss := map[string]string{
		"audit":     "Without it no new checkpoint can be signed; all earlier ones stay verifiable with the old public key.",
		"statement": "Without it certificates that are out are no longer found genuine here; with the old public key they still verify.",
		"token":     "Without it nobody stays signed in, and invitations and codes that are out no longer open anything.",
		"field":     "Without it nobody can read what fields marked sensitive hold: those values are lost.",
		"index":     "Without it sealed fields are no longer found by their value, and two records can share a unique one.",
	}[name]
	return loss + " Restore " + f.dir + " from its backup; or, to go on with a new key, delete the line \"" + name + "\" from " +
		f.list() + " and start again."
}

// save writes the list when it changed.
func (f *folder) save() error {
	if f.dir == "" || maps.Equal(f.known, f.found) {
		return nil
	}
	text := "# Fingerprints of the keys in " + filepath.Base(f.dir) + "/: not secret. Keep this file with the data, the keys apart.\n"
	for _, name := range slices.Sorted(maps.Keys(f.found)) {
		text += name + " " + f.found[name] + "\n"
	}
	temporary, err := os.CreateTemp(filepath.Dir(f.list()), ".keys-*") // 0600
	if err != nil {
		return fmt.Errorf("write the list of keys: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return fmt.Errorf("write the list of keys: %w", err)
	}
	if err := os.Rename(temporary.Name(), f.list()); err != nil {
		return fmt.Errorf("write the list of keys: %w", err)
	}
	return nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

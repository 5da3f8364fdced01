package server

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/core/egress"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// SocketName is the private socket in the data folder over which commands speak to a running server.
const SocketName = "admin.sock"

// Folders in the data folder.
const (
	PackagesFolder   = "modules"    // packages that were installed
	PublishersFolder = "publishers" // whose packages are trusted, and what was revoked
)

// databaseName is the SQLite database in the data folder.
const databaseName = "ribambelle.db"

// Config is everything that an operator decides. The zero value runs on SQLite in ./data, with the modules
// beside the program, without mail server and without any account.
type Config struct {
	Data          string        // folder of database, keys, files, unsent mail; default "data"
	Database      string        // PostgreSQL DSN of the running role; default SQLite in Data
	DatabaseAdmin string        // PostgreSQL DSN of the owning role, for migrations and installs
	Plugins       string        // folder of module binaries; default "plugins" beside the program
	Confine       string        // least confinement of a module from outside: none, basic, strong, full; default strong, unless said otherwise of one
	HookTime      time.Duration // what before-hooks may take together, for one change; default 200 ms
	ModuleCPU     float64       // processors that a process of a module from outside may keep busy for long; default half of them
	ModuleMemory  int           // MiB that a process of a module may hold; default 1024
	ModuleEgress  bool          // modules may send requests to hosts to which an organisation has agreed; default no
	ModuleStorage int           // MiB of records that an organisation may keep of one module; default 1024, below 0 no limit
	ModuleUpload  int           // MiB of a module's package that an organisation may upload; default 64
	Listen        string        // address; default 127.0.0.1:8080
	URL           string        // address that people use; default http:// and the address listened on
	Tenants       string        // folder of organisations as code; default none
	Demo          bool          // accounts with known passwords, for a demonstration
	IdentityHosts []string      // origins of identity providers that may lie within this network; default none
	SMTP          string        // smtp://user:password@host:587; default: messages lie in Data/mail
	From          string        // sender of messages
	Version       string        // as printed
	Out           io.Writer     // what people read; default discarded
	Log           io.Writer     // JSON lines; default discarded
	PlainLog      bool          // the log as text for people instead
	Brief         bool          // for one command: modules start when one is called, and what is installed is not looked at again
	// Now is the time by which people's requests are answered, and requests for modules end; default the system's.
	Now func() time.Time
}

// withDefaults returns c with its defaults filled in.
func (c Config) withDefaults() Config {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&c.Data, "data")
	fill(&c.Listen, "127.0.0.1:8080")
	fill(&c.From, "Ribambelle <noreply@localhost>")
	fill(&c.Version, "devel")
	if c.ModuleStorage == 0 {
		c.ModuleStorage = 1024
	}
	if c.ModuleUpload == 0 {
		c.ModuleUpload = 64
	}
	if c.Plugins == "" {
		if program, err := os.Executable(); err == nil {
			c.Plugins = filepath.Join(filepath.Dir(program), "plugins")
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Out == nil {
		c.Out = io.Discard
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	return c
}

// least is the confinement that modules from outside must have. Where the operator asked for none, one of which they say so
// at its install may have less.
func (c Config) least() (level confine.Level, lenient bool) {
	level, err := confine.Parse(c.Confine)
	if err != nil {
		return confine.Strong, true
	}
	return level, false
}

// limits are those of modules.
func (c Config) limits() module.Limits {
	return module.Limits{
		HookTime: c.HookTime, OutsideCPU: c.ModuleCPU, Process: confine.Limits{Memory: uint64(max(0, c.ModuleMemory)) << 20},
	}
}

// validate reports everything that is wrong with what was given, before defaults, at once.
func (c Config) validate() error {
	var wrong []error
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		wrong = append(wrong, errors.New("--database must begin with postgres://"))
	}
	if c.SMTP != "" {
		if err := mail.CheckServer(c.SMTP); err != nil {
			wrong = append(wrong, fmt.Errorf("--smtp: %w", err))
		}
	}
	if _, err := confine.Parse(c.Confine); c.Confine != "" && err != nil {
		wrong = append(wrong, fmt.Errorf("--confine: %w", err))
	}
	if c.ModuleCPU < 0 {
		wrong = append(wrong, errors.New("--module-cpu is a number of processors: 1, or 0.5 for half of one"))
	}
	if least := 64; c.ModuleMemory != 0 && c.ModuleMemory < least {
		wrong = append(wrong, fmt.Errorf("--module-memory: no module lives with less than %d MiB", least))
	}
	if _, err := egress.Web(egress.Config{}, c.IdentityHosts); err != nil {
		wrong = append(wrong, fmt.Errorf("--identity-host: %w", err))
	}
	if c.URL != "" {
		if u, err := url.Parse(c.URL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			wrong = append(wrong, errors.New("--url must look like https://petite-enfance.example.org"))
		}
	}
	for _, given := range [][2]string{{"--tenants", c.Tenants}, {"--plugins", c.Plugins}} {
		if flag, folder := given[0], given[1]; folder != "" && !isFolder(folder) {
			wrong = append(wrong, fmt.Errorf("%s: there is no folder %s that can be read", flag, folder))
		}
	}
	if len(wrong) > 0 {
		return fault.New(fault.Invalid, "bad-configuration", "%v", errors.Join(wrong...))
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// address is where people find the server, without a slash at the end.
func (c Config) address() string {
	if c.URL == "" {
		return "http://" + c.Listen
	}
	return strings.TrimSuffix(c.URL, "/")
}

// dsn is the database's address as sqlstore takes it.
func (c Config) dsn() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, databaseName)
}

// folder makes the data folder and proves that it can be written.
func (c Config) folder() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.New(fault.Invalid, "data-unwritable", "cannot make the data folder %s: choose another with --data, or give this user the right to write there", c.Data).Because(err)
	}
	probe, err := os.CreateTemp(c.Data, ".probe-*")
	if err != nil {
		return fault.New(fault.Invalid, "data-unwritable", "cannot write in the data folder %s: choose another with --data, or give this user the right to write there", c.Data).Because(err)
	}
	_ = probe.Close()
	return os.Remove(probe.Name())
}

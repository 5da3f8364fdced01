//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"google.golang.org/grpc"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
	"github.com/ribambelle/ribambelle/sdk"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// den is the module at work: what it declares, and what it keeps from one call to the next.
type den struct {
	name   string
	module wire.Module
	conn   atomic.Pointer[grpc.ClientConn] // to the core's own service

	mu      sync.Mutex
	kept    []*pb.Call    // calls that have ended, or not yet
	held    []byte        // handle of the call that stays under way
	told    attack.Report // what was tried after an answer, or by itself
	seen    []string      // of others' writes
	release chan struct{}
	streams atomic.Int64 // answers without an end
}

// treasure is what an organisation keeps here, and no other may see.
type treasure struct {
	Word string `json:"word" maxLength:"200" fr:"Mot" en:"Word"`
}

// order is a request: which attack, and what it is told.
type order struct {
	Name string `path:"name"`
	Body attack.Order
}

type answer struct{ Body attack.Report }

func newDen(name string) *den { return &den{name: name, release: make(chan struct{})} }

// serve declares the module and serves it to the core that started this process.
func (d *den) serve() error {
	m := d.declare()
	end, err := sdk.Connect(m)
	if err != nil {
		return fmt.Errorf("declaring the module: %w", err)
	}
	d.module = end
	d.module.Reactions = reacting{end.Reactions, d}
	d.module.Operations, d.module.Declaration = bent{end.Operations}, flawed{end.Declaration, flaws()[d.name]}
	return d.speak()
}

func (d *den) declare() *sdk.Module {
	action := d.name + ":attack"
	m := sdk.New(sdk.Manifest{
		Name: d.name, Version: "1.0.0", Title: sdk.Text{"fr": "Hostile", "en": "Hostile"}, Placement: sdk.PerTenant,
		Actions: []sdk.Action{sdk.Act(action, "Attaquer", "Attack", sdk.Administrator)},
		Guards:  guards(d.name),
		Jobs:    []sdk.JobDeclaration{{Name: "errand", Handle: func(context.Context, json.RawMessage) error { return nil }}},
		Hears:   []sdk.Listener{{Type: d.name + ".left", Handle: func(context.Context, sdk.Event) error { return nil }}},
	})
	sdk.Collect(m, "treasures", sdk.CollectionOptions[treasure]{Title: sdk.Text{"fr": "Trésors", "en": "Treasures"}})
	post := func(path string, do func(ctx context.Context, o *order) (attack.Report, error)) {
		huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: filepath.Base(filepath.Dir(path)), Method: http.MethodPost, Path: path},
			sdk.Rules{Action: action}),
			func(ctx context.Context, o *order) (*answer, error) {
				r, err := do(ctx, o)
				r.PID, r.Folder = os.Getpid(), ownFolder()
				return &answer{r}, err
			})
	}
	post("/reach/{name}", d.reach)
	post("/handles/{name}", d.handles)
	post("/names/{name}", d.names)
	post("/loads/{name}", d.load)
	post("/guards/{name}", d.guard)
	get(m, "answers", sdk.Rules{Action: action}, d.whole)
	get(m, "streams", sdk.Rules{Action: action, Stream: true}, d.piecemeal)
	get(m, "endless", sdk.Rules{Action: action, Stream: true}, d.endless)
	get(m, "dripping", sdk.Rules{Action: action, Stream: true}, d.dripping)
	return m
}

func get[I, O any](m *sdk.Module, name string, r sdk.Rules, do func(context.Context, *I) (*O, error)) {
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: name, Method: http.MethodGet, Path: "/" + name}, r), do)
}

// reach makes an attack on what is outside the process; "rest" does nothing.
func (d *den) reach(_ context.Context, o *order) (r attack.Report, err error) {
	target := attack.Target{At: o.Body.At, Address: o.Body.Address, Amount: o.Body.Amount, Folder: ownFolder()}
	switch o.Name {
	case "rest":
		r.Says = running
		return r, nil
	case "exit":
		os.Exit(3)
	case "environment":
		_, found := os.LookupEnv(o.Body.At)
		r.Count(found, "looked for "+o.Body.At)
		return r, nil
	}
	do, known := attack.All()[o.Name]
	if !known {
		return r, fmt.Errorf("there is no attack %q", o.Name)
	}
	if o.Name == "untie" {
		err = onFirstThread(func() error { return do(target) })
	} else {
		err = do(target)
	}
	r.Count(err == nil, fmt.Sprint(err))
	return r, nil
}

// running is written over in a copy of the program: by it one tells which of the two runs.
var running = "this is the honest program"

// ownFolder is where the process keeps its socket.
func ownFolder() string { return os.Getenv("PLUGIN_UNIX_SOCKET_DIR") }

// core is the core's own service, past every courtesy of the sdk.
func (d *den) core() (pb.HostServiceClient, error) {
	conn := d.conn.Load()
	if conn == nil {
		return nil, errors.New("the core has not attached")
	}
	return pb.NewHostServiceClient(conn), nil
}

// flawed says something else of the module than it is.
type flawed struct {
	wire.Declaration
	flaw func(manifest map[string]any)
}

// Describe implements wire.Declaration.
func (f flawed) Describe(ctx context.Context) ([]byte, error) {
	text, err := f.Declaration.Describe(ctx)
	if err != nil || f.flaw == nil {
		return text, err
	}
	var manifest map[string]any
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, err
	}
	f.flaw(manifest)
	return json.Marshal(manifest)
}

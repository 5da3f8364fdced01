//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// handles attacks by handles: whatever stands for no call under way of this process must get nothing.
func (d *den) handles(ctx context.Context, o *order) (attack.Report, error) {
	core, err := d.core()
	if err != nil {
		return attack.Report{}, err
	}
	mine := heard(ctx).call.Load()
	switch o.Name {
	case "living": // no attack: what all others are held against
		return d.present(ctx, core, o.Body.Word, mine.GetHandle()), nil
	case "forged":
		return d.present(ctx, core, o.Body.Word, forgeries(mine.GetHandle())...), nil
	case "guessed":
		return guess(ctx, core, o.Body.Amount), nil
	case "foreign":
		return d.present(ctx, core, o.Body.Word, o.Body.Handle), nil
	case "keep":
		d.keep(mine)
		return attack.Report{Handle: mine.GetHandle()}, nil
	case "kept": // by a call before this one
		return d.present(ctx, core, o.Body.Word, d.keptHandles(mine.GetHandle())...), nil
	case "finish": // tries when this call has been answered
		go d.finished(context.WithoutCancel(ctx), core, mine.GetHandle(), o.Body.Word)
		return attack.Report{}, nil
	case "told":
		d.mu.Lock()
		defer d.mu.Unlock()
		r := d.told
		d.told = attack.Report{}
		return r, nil
	case "hold": // stays under way until "release"
		d.hold(mine.GetHandle())
		defer d.hold(nil)
		select {
		case <-d.release:
		case <-ctx.Done():
		}
		return attack.Report{}, nil
	case "release":
		select {
		case d.release <- struct{}{}:
		case <-time.After(time.Second):
		}
		return attack.Report{}, nil
	case "job": // goes there when this call has been answered
		heard(ctx).staged.Store(&store.Commit{Jobs: []store.Job{{Name: "errand"}}})
		return attack.Report{}, nil
	case "event":
		heard(ctx).staged.Store(&store.Commit{Events: []store.Event{{Type: d.name + ".left"}}})
		return attack.Report{}, nil
	case "outside": // what no module may reach, through the server
		return outside(ctx, core, mine.GetHandle()), nil
	case "people": // of another organisation
		a, err := core.People(ctx, &pb.PeopleRequest{Handle: mine.GetHandle(), Ids: []string{o.Body.Record}})
		var r attack.Report
		r.Count(len(a.GetPeople()) > 0, fmt.Sprint(err))
		return r, nil
	case "show":
		d.mu.Lock()
		defer d.mu.Unlock()
		return attack.Report{Handle: d.held}, nil
	}
	return attack.Report{}, fmt.Errorf("there is no attack %q", o.Name)
}

func (d *den) keep(c *pb.Call) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = append(d.kept, c)
}

func (d *den) hold(handle []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = handle
}

// keptHandles are those of all calls that were kept, in whichever organisation; one that never was where there are none.
func (d *den) keptHandles(but []byte) [][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := [][]byte{make([]byte, len(but))}
	for _, c := range d.kept {
		all = append(all, c.GetHandle())
	}
	return all
}

// afterwards is how long a call's end takes, at least and by far.
const afterwards = 200 * time.Millisecond

// finished uses a handle when its call has been answered.
func (d *den) finished(ctx context.Context, core pb.HostServiceClient, handle []byte, word string) {
	time.Sleep(afterwards)
	r := d.present(ctx, core, word, handle)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = r
}

// forgeries are what is nearly a handle.
func forgeries(living []byte) (all [][]byte) {
	for bit := range 8 * len(living) {
		forged := bytes.Clone(living)
		forged[bit/8] ^= 1 << (bit % 8)
		all = append(all, forged)
	}
	for length := range living {
		all = append(all, living[:length])
	}
	hash := sha256.Sum256(living)
	backwards := bytes.Clone(living)
	slices.Reverse(backwards)
	return append(all, nil, append(bytes.Clone(living), 0), append([]byte{0}, living...), slices.Concat(living, living), hash[:], backwards,
		[]byte(hex.EncodeToString(living)), bytes.Repeat([]byte{0}, len(living)), bytes.Repeat([]byte{0xff}, len(living)), make([]byte, 512<<10))
}

// present shows handles to every method of the core's service. Whatever gets further than to the check is a hit; where a
// word is given, only what tells it is.
func (d *den) present(ctx context.Context, core pb.HostServiceClient, word string, handles ...[]byte) (r attack.Report) {
	for _, handle := range handles {
		for _, ask := range methods {
			told, err := ask(ctx, core, handle)
			if !heardOf(err) {
				r.Says = err.Error()
				continue
			}
			hit := status.Code(err) != codes.Unauthenticated
			if word != "" {
				hit = strings.Contains(told, word)
			}
			r.Count(hit, fmt.Sprint(err))
		}
	}
	return r
}

// heardOf reports whether the core has looked at a request, whatever it thinks of it.
func heardOf(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.Canceled, codes.DeadlineExceeded, codes.Unknown, codes.Internal:
		return false
	}
	return true
}

// nowhere is an id that nothing has.
const nowhere = "00000000-0000-7000-8000-000000000000"

// methods ask once in every way that the core's service knows.
var methods = []func(context.Context, pb.HostServiceClient, []byte) (string, error){
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		a, err := c.Get(ctx, &pb.GetRequest{Handle: h, Collection: "treasures", Id: nowhere})
		return a.String(), err
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		return first(c.List(ctx, &pb.ListRequest{Handle: h, Collection: "treasures", Query: &pb.Query{Size: 100}}))
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		return first(c.Aggregate(ctx, &pb.AggregateRequest{Handle: h, Collection: "treasures", Aggregation: &pb.Aggregation{Measures: []*pb.Measure{{Op: "count"}}}}))
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		return first(c.Commit(ctx, &pb.CommitRequest{Handle: h, Commit: &pb.Commit{Mutations: []*pb.Mutation{{Verb: "delete", Collection: "treasures", Id: nowhere}}}}))
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		return first(c.Units(ctx, &pb.UnitsRequest{Handle: h, Path: "/"}))
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		a, err := c.Publish(ctx, &pb.PublishRequest{Handle: h, Table: []byte(`{}`)})
		return a.String(), err
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		a, err := c.Mail(ctx, &pb.MailRequest{Handle: h, To: "nobody@example.org", Subject: "x", Text: "x"})
		return a.String(), err
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		a, err := c.Attest(ctx, &pb.AttestRequest{Handle: h, Text: "x\n"})
		return a.String(), err
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		return first(c.Fetch(ctx, &pb.FetchRequest{Handle: h, Method: "GET", Url: "https://example.org/"}))
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		a, err := c.People(ctx, &pb.PeopleRequest{Handle: h, Ids: []string{nowhere}})
		return a.String(), err
	},
	func(ctx context.Context, c pb.HostServiceClient, h []byte) (string, error) {
		a, err := c.NewIDs(ctx, &pb.NewIDsRequest{Handle: h, Count: 1})
		return a.String(), err
	},
}

// forbidden are hosts inside in several spellings, and one outside that was not granted.
var forbidden = []string{
	"https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://granted.example@127.0.0.1/", "https://[::1]/",
	"https://[::ffff:127.0.0.1]/", "https://localhost/", "https://127.1/", "https://2130706433/", "https://granted.example/",
}

// outside asks for hosts that the module was not granted, and for some that nobody may be. It is a hit where the server
// went there, whatever it found.
func outside(ctx context.Context, core pb.HostServiceClient, handle []byte) (r attack.Report) {
	for _, address := range forbidden {
		_, err := first(core.Fetch(ctx, &pb.FetchRequest{Handle: handle, Method: "GET", Url: address}))
		refused := status.Code(err) == codes.PermissionDenied || status.Code(err) == codes.Unimplemented
		r.Count(!refused, fmt.Sprintf("%s: %v", address, err))
	}
	return r
}

// first is the first piece of a streamed answer.
func first[M any](stream grpc.ServerStreamingClient[M], err error) (string, error) {
	if err != nil {
		return "", err
	}
	piece, err := stream.Recv()
	return fmt.Sprint(any(piece)), err
}

// guess draws handles as the core does, many at a time.
func guess(ctx context.Context, core pb.HostServiceClient, times int) attack.Report {
	const atOnce = 16
	var all attack.Report
	var mu sync.Mutex
	var guessing sync.WaitGroup
	for range atOnce {
		guessing.Go(func() {
			var r attack.Report
			handle := make([]byte, 32)
			for range times / atOnce {
				_, _ = rand.Read(handle)
				if _, err := core.NewIDs(ctx, &pb.NewIDsRequest{Handle: handle, Count: 1}); heardOf(err) {
					r.Count(status.Code(err) != codes.Unauthenticated, fmt.Sprint(err))
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all.Add(r)
		})
	}
	guessing.Wait()
	return all
}

//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// load takes more of the core than its share.
func (d *den) load(ctx context.Context, o *order) (r attack.Report, err error) {
	switch o.Name {
	case "log":
		return d.flood(ctx, time.Duration(o.Body.Amount)*time.Millisecond)
	case "hang": // for as many seconds, whatever the core thinks of it
		time.Sleep(time.Duration(o.Body.Amount) * time.Second)
		return r, nil
	case "large": // an answer of so many MiB
		heard(ctx).large.Store(int64(o.Body.Amount) << 20)
		return r, nil
	case "streaming": // how many answers have no end yet
		r.Attempts, r.Hits = 1, int(d.streams.Load())
		return r, nil
	}
	return r, fmt.Errorf("there is no attack %q", o.Name)
}

// flood writes as much as it can into the core's log, by the wire and by what it prints.
func (d *den) flood(ctx context.Context, during time.Duration) (r attack.Report, err error) {
	core, err := d.core()
	if err != nil {
		return r, err
	}
	long := &pb.LogLine{Level: 8, Message: strings.Repeat("flood ", 5000)}
	full := &pb.LogRequest{}
	for range 30 {
		full.Lines = append(full.Lines, long)
	}
	ends := time.Now().Add(during)
	var mu sync.Mutex
	var flooding sync.WaitGroup
	for range 4 {
		flooding.Go(func() {
			for time.Now().Before(ends) {
				fmt.Println(long.GetMessage())
				fmt.Fprintln(os.Stderr, long.GetMessage())
				if _, err := core.Log(ctx, full); err == nil {
					mu.Lock()
					r.Attempts++
					mu.Unlock()
				}
			}
		})
	}
	flooding.Wait()
	return r, nil
}

// endless answers without an end, whoever listens: as fast as it can, or by drops.
func (d *den) endless(context.Context, *struct{}) (*huma.StreamResponse, error) {
	return d.stream([]byte(strings.Repeat("endless ", 8<<10)), 0), nil
}

func (d *den) dripping(context.Context, *struct{}) (*huma.StreamResponse, error) {
	return d.stream([]byte("."), 500*time.Millisecond), nil
}

// stream sends a piece again and again. It is counted as under way as long as it is taken.
func (d *den) stream(piece []byte, pause time.Duration) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		d.streams.Add(1)
		defer d.streams.Add(-1)
		c.SetHeader("Content-Type", "application/octet-stream")
		for {
			if _, err := c.BodyWriter().Write(piece); err != nil {
				return
			}
			time.Sleep(pause)
		}
	}}
}

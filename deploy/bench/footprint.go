package main

import (
	"context"
	"fmt"
	"time"
)

// footprint is the memory of a server, and of its modules by name.
type footprint struct {
	core    float64
	modules map[string]float64
}

func (p *process) footprint() footprint {
	f := footprint{resident(p.pid()), map[string]float64{}}
	for _, child := range children(p.pid()) {
		f.modules[nameOf(child)] = resident(child)
	}
	return f
}

// settle is how long a server rests before it counts as idle.
const settle = 3 * time.Second

// compareFootprint prints start-up and memory: first start, the load's end, and a second start on the same data.
func compareFootprint(ctx context.Context, ours *platform, peer *pocketbase) error {
	loaded := ours.footprint()
	first := ours.started
	ours.stop()
	if err := ours.start(ctx); err != nil {
		return fmt.Errorf("starting again: %w", err)
	}
	time.Sleep(settle)
	idle := ours.footprint()
	fmt.Printf("\n%-34s %12s %12s   %s\n", "start to first answer", "PocketBase", "ours", "goal")
	fmt.Printf("%-34s %12v %12v   %s\n", "first start, tables made", peer.started.Round(time.Millisecond), first.Round(time.Millisecond), "< 1s")
	fmt.Printf("%-34s %12s %12v   %s\n", fmt.Sprintf("second start, %d modules", len(idle.modules)), "", ours.started.Round(time.Millisecond), "< 1s")
	fmt.Printf("\n%-34s %12s %12s   %s\n", "memory, MiB", "idle", "after load", "goal, idle")
	fmt.Printf("%-34s %12s %12.0f\n", "PocketBase", "", resident(peer.pid()))
	fmt.Printf("%-34s %12.0f %12.0f   %s\n", "core", idle.core, loaded.core, "< 80")
	for name, mib := range idle.modules {
		fmt.Printf("%-34s %12.0f %12.0f   %s\n", "module "+name, mib, loaded.modules[name], "< 25")
	}
	return nil
}

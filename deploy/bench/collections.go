package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// pair is one case, asked of both sides with the same load.
type pair struct {
	name        string
	connections int
	goal        float64 // ratio wanted
	ours, peer  load
}

// compareCollections runs each case in rounds, the sides in turn, and prints medians and ratios.
func compareCollections(ctx context.Context, p plan, ours *platform, peer *pocketbase) error {
	fmt.Printf("%-28s %12s %12s %8s %8s   %s\n", "case", "PocketBase/s", "ours/s", "ratio", "goal", "p99 PocketBase, ours")
	for _, c := range pairs(p, ours, peer) {
		var theirs, mine []figure
		for range p.rounds {
			f, err := drive(ctx, c.peer)
			if err != nil {
				return fmt.Errorf("%s, PocketBase: %w", c.name, err)
			}
			theirs = append(theirs, f)
			if f, err = drive(ctx, c.ours); err != nil {
				return fmt.Errorf("%s, ours: %w", c.name, err)
			}
			mine = append(mine, f)
		}
		a, b := median(theirs), median(mine)
		fmt.Printf("%-28s %12.0f %12.0f %8.2f %8.2f   %v, %v\n", c.name, a.perSecond, b.perSecond, b.perSecond/a.perSecond, c.goal, a.p99, b.p99)
		if failed := a.errors + b.errors; failed > 0 {
			return fmt.Errorf("%s: %d answers were no success (PocketBase %d, ours %d)", c.name, failed, a.errors, b.errors)
		}
	}
	f, err := drive(ctx, echo(p, ours))
	if err != nil {
		return fmt.Errorf("forwarded call: %w", err)
	}
	fmt.Printf("%-28s %12s %12.0f %8s %8s   p50 %v, p99 %v\n", "forwarded call, 16", "", f.perSecond, "", "6000/s", f.p50, f.p99)
	return nil
}

func pairs(p plan, ours *platform, peer *pocketbase) []pair {
	list := ours.url + "/t/" + slug + "/bench/entries"
	records := peer.url + "/api/collections/entries/records"
	read := func(url string, header map[string]string) load {
		return load{url: url, method: "GET", header: header, connections: 16, during: p.during}
	}
	token := map[string]string{"Authorization": peer.token}
	create := func(connections int) pair {
		return pair{
			name: fmt.Sprintf("durable create, %d", connections), connections: connections, goal: map[int]float64{16: 2, 64: 3}[connections],
			peer: load{url: records, method: "POST", header: withJSON(token), connections: connections, during: p.during, body: lua("unit", "site-01")},
			ours: load{url: list, method: "POST", header: withJSON(ours.bearer()), connections: connections, during: p.during, body: lua("site", ours.sites[0])},
		}
	}
	return []pair{
		{name: "get by id, 16", goal: 2.5, peer: read(records+"/"+peer.first, token), ours: read(list+"/"+ours.first, ours.bearer())},
		{
			name: "list of 30, 16", goal: 3,
			peer: read(records+"?perPage=30&skipTotal=1&filter=(unit='site-01')", token),
			ours: read(list+"?page_size=30&filter=site%3D%22"+ours.sites[1]+"%22", ours.bearer()),
		},
		create(16), create(64),
	}
}

// lua makes a fresh record for each request; start and n make its code unique.
func lua(unitField, unit string) string {
	return fmt.Sprintf(`string.format('{"code":"run-%%d-%%d","title":"Atelier de lecture %%d","contact":"personne%%d@example.org","%s":"%s","amount":%%d}', start, n, n, n %% 500, n %% 1000)`, unitField, unit)
}

func withJSON(header map[string]string) map[string]string {
	all := map[string]string{"Content-Type": "application/json"}
	for name, value := range header {
		all[name] = value
	}
	return all
}

func echo(p plan, ours *platform) load {
	return load{
		url: ours.url + "/t/" + slug + "/bench/echo", method: "POST", header: withJSON(ours.bearer()), connections: 16, during: p.during,
		body: `'{"text":"bonjour"}'`,
	}
}

func median(figures []figure) figure {
	sorted := slices.Clone(figures)
	slices.SortFunc(sorted, func(a, b figure) int { return cmp.Compare(a.perSecond, b.perSecond) })
	m := sorted[len(sorted)/2]
	for _, f := range figures {
		m.errors = max(m.errors, f.errors)
	}
	return m
}

// reportFootprint prints start-up and memory after the load.
func reportFootprint(ours *platform, peer *pocketbase) {
	fmt.Printf("\nstart to first answer: PocketBase %v, ours %v (first start, tables made)\n", peer.started.Round(1e6), ours.started.Round(1e6))
	fmt.Printf("memory after load: PocketBase %.0f MiB, ours %.0f MiB", resident(peer.cmd.Process.Pid), resident(ours.cmd.Process.Pid))
	for _, child := range children(ours.cmd.Process.Pid) {
		fmt.Printf(" + module %.0f MiB", resident(child))
	}
	fmt.Println()
}

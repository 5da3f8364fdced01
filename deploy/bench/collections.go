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
	fmt.Printf("%-22s %12s %10s %8s %8s %24s   %s\n", "collections", "PocketBase/s", "ours/s", "ratio", "goal", "CPU µs PocketBase, ours", "p99 PocketBase, ours")
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
		fmt.Printf("%-22s %12.0f %10.0f %8.2f %8.2f %24s   %v, %v\n", c.name, a.perSecond, b.perSecond, b.perSecond/a.perSecond, c.goal, a.costs()+", "+b.costs(), a.p99, b.p99)
	}
	return nil
}

func pairs(p plan, ours *platform, peer *pocketbase) []pair {
	list := ours.url + "/t/" + slug + "/bench/entries"
	records := peer.url + "/api/collections/entries/records"
	read := func(server *process, url string, header map[string]string) load {
		return load{server: server, url: url, method: "GET", header: header, connections: 16, during: p.during}
	}
	token := map[string]string{"Authorization": peer.token}
	create := func(connections int) pair {
		return pair{
			name: fmt.Sprintf("durable create, %d", connections), connections: connections, goal: map[int]float64{16: 2, 64: 3}[connections],
			peer: load{server: peer.process, url: records, method: "POST", header: withJSON(token), connections: connections, during: p.during, body: lua("unit", "site-01")},
			ours: load{server: ours.process, url: list, method: "POST", header: withJSON(ours.bearer()), connections: connections, during: p.during, body: lua("site", ours.sites[0])},
		}
	}
	return []pair{
		{name: "get by id, 16", goal: 2.5, peer: read(peer.process, records+"/"+peer.first, token), ours: read(ours.process, list+"/"+ours.first, ours.bearer())},
		{
			name: "list of 30, 16", goal: 3,
			peer: read(peer.process, records+"?perPage=30&skipTotal=1&filter=(unit='site-01')", token),
			ours: read(ours.process, list+"?page_size=30&filter=site%3D%22"+ours.sites[1]+"%22", ours.bearer()),
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

// medianOf runs a load in rounds.
func medianOf(ctx context.Context, rounds int, l load) (figure, error) {
	var all []figure
	for range rounds {
		f, err := drive(ctx, l)
		if err != nil {
			return f, fmt.Errorf("%s: %w", l.name, err)
		}
		all = append(all, f)
	}
	return median(all), nil
}

func median(figures []figure) figure {
	sorted := slices.Clone(figures)
	slices.SortFunc(sorted, func(a, b figure) int { return cmp.Compare(a.perSecond, b.perSecond) })
	return sorted[len(sorted)/2]
}

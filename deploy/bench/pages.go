package main

import (
	"context"
	"fmt"
	"time"
)

// The sizes of the pages that are measured, and how long one may take.
const (
	communities = 200
	cycles      = 24 // of 16 workshops each
	pageLimit   = "< 200ms"
)

// comparePages reads what a coordinator opens first in two modules, one reader at a time, against a limit.
func comparePages(ctx context.Context, p plan, ours *platform) error {
	home, err := ours.meet(ctx, min(communities, p.records))
	if err != nil {
		return fmt.Errorf("opening communities: %w", err)
	}
	programme, err := ours.play(ctx, min(cycles, p.records/20))
	if err != nil {
		return fmt.Errorf("logging workshops: %w", err)
	}
	fmt.Printf("\n%-34s %12s %10s %10s %14s   %s\n", "pages", "/s", "p50", "p99", "CPU µs (+ its)", "goal")
	for _, l := range []load{home, programme} {
		l.server, l.method, l.header, l.connections, l.during = ours.process, "GET", ours.admin, 1, p.during
		f, err := medianOf(ctx, p.rounds, l)
		if err != nil {
			return err
		}
		fmt.Printf("%-34s %12.0f %10v %10v %14s   %s\n", l.name, f.perSecond, micro(f.p50), micro(f.p99), f.costs(), pageLimit)
		if f.errors > 0 {
			return fmt.Errorf("%s: %d answers were no success", l.name, f.errors)
		}
	}
	return nil
}

// meet opens communities of ten sessions each, and returns the reading of their list.
func (p *platform) meet(ctx context.Context, n int) (load, error) {
	at := p.url + "/t/" + slug
	if err := post(ctx, at+"/modules/cap:enable", p.admin, map[string]any{}, nil); err != nil {
		return load{}, err
	}
	for i := range n {
		var made struct{ ID string }
		doc := map[string]any{
			"title": fmt.Sprintf("Communauté %03d", i), "public": "educators", "rule": "FREQ=MONTHLY;BYMONTHDAY=5;COUNT=10", "starts": "2099-01-05T18:30",
			"summary": "On essaie, on revient en parler, on s’entraide entre les séances.", "domains": []string{"interactions"}, "capacity": 14,
		}
		if err := post(ctx, at+"/cap/communities", p.admin, doc, &made); err != nil {
			return load{}, err
		}
		if err := post(ctx, at+"/cap/communities/"+made.ID+":open", p.admin, map[string]any{}, nil); err != nil {
			return load{}, err
		}
	}
	return load{name: fmt.Sprintf("home of %d communities", n), url: at + "/cap/home?page_size=200"}, nil
}

// play logs all but the last workshop of a number of cycles, and returns the reading of their edition's page.
func (p *platform) play(ctx context.Context, n int) (load, error) {
	at := p.url + "/t/" + slug
	if err := post(ctx, at+"/modules/piloufilou:enable", p.admin, map[string]any{}, nil); err != nil {
		return load{}, err
	}
	at += "/piloufilou"
	day := func(offset int) string { return time.Now().UTC().AddDate(0, 0, offset).Format(time.DateOnly) }
	create := func(path string, body any) (id string, err error) {
		var made struct{ ID string }
		err = post(ctx, at+path, p.admin, body, &made)
		return made.ID, err
	}
	programme, err := create("/samples/deux-marionnettes:adopt", map[string]any{})
	if err != nil {
		return load{}, err
	}
	edition, err := create("/editions", map[string]any{"title": "Édition", "unit": p.sites[0], "programme": programme, "begins_on": day(-120), "ends_on": day(200)})
	if err != nil {
		return load{}, err
	}
	training, err := create("/trainings", map[string]any{"title": "Deux jours", "unit": p.sites[0], "meetings": []map[string]any{{"on": day(-130), "minutes": 360}, {"on": day(-129), "minutes": 360}}})
	if err != nil {
		return load{}, err
	}
	var held []map[string]any
	for number := 1; number <= 15; number++ {
		held = append(held, map[string]any{
			"number": number, "held_on": day(-107 + 7*number), "minutes": 30, "components": []string{"rituel", "scene", "parole", "essai", "calme"},
			"present": 8, "engaged": 6, "drifted": 2, "responsiveness": 3, "quality": 3,
		})
	}
	for i := range n {
		person, err := create("/facilitators", map[string]any{"name": fmt.Sprintf("Personne %d", i), "email": fmt.Sprintf("p%d@example.org", i), "unit": p.sites[0]})
		if err != nil {
			return load{}, err
		}
		followed := map[string]any{"lines": []map[string]any{{"facilitator": person, "minutes": 720}}}
		if err := post(ctx, at+"/trainings/"+training+":attend", p.admin, followed, nil); err != nil {
			return load{}, err
		}
		if err := post(ctx, at+"/trainings/"+training+":certify", p.admin, map[string]any{"facilitators": []string{person}}, nil); err != nil {
			return load{}, err
		}
		cycle, err := create("/cycles", map[string]any{"edition": edition, "unit": p.sites[0], "group": fmt.Sprintf("Groupe %d", i), "ages": "36-59", "children": 8, "facilitator": person, "first_on": day(-100), "at": "10:00"})
		if err != nil {
			return load{}, err
		}
		if err := post(ctx, at+"/cycles/"+cycle+":open", p.admin, map[string]any{}, nil); err != nil {
			return load{}, err
		}
		if err := post(ctx, at+"/cycles/"+cycle+":log", p.admin, map[string]any{"workshops": held}, nil); err != nil {
			return load{}, err
		}
	}
	return load{name: fmt.Sprintf("programme of %d workshops", 16*n), url: at + "/editions/" + edition + ":overview"}, nil
}

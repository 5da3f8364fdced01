package cap

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// roll is the register of an opened community: the community itself, kept where its members, guests and feeds
// reach it without a right on the organisation's list, and in step with it. Giving a seat turns a page of it, so
// that two people never take the last one at once.
type roll struct {
	CommunityID string `json:"community" maxLength:"60" rb:"unique" fr:"Communauté" en:"Community"`
	Turns       int    `json:"turns" fr:"Pages tournées" en:"Pages turned"`
	community.Community
}

// roll finds the register of a community; not_found before it opened.
func (d *desk) roll(ctx context.Context, communityID string) (*sdk.Item[roll], error) {
	found, _, err := d.rolls.List(ctx, store.Query{Filter: fmt.Sprintf("community = %q", communityID), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for the register: %w", err)
	}
	if len(found) == 0 {
		return nil, fault.Missing("community")
	}
	return &found[0], nil
}

// turn stages the next page of the register: whoever else gives a seat meanwhile meets a conflict and looks again.
func (d *desk) turn(ctx context.Context, r *sdk.Item[roll]) error {
	r.Doc.Turns++
	return d.rolls.Update(ctx, r)
}

// save stages a community's next state, and its register's.
func (d *desk) save(ctx context.Context, one *sdk.Item[community.Community], next community.Community) (*sdk.Item[roll], error) {
	one.Doc = next
	if err := d.communities.Update(ctx, one); err != nil {
		return nil, fmt.Errorf("keeping the community: %w", err)
	}
	kept, err := d.roll(ctx, one.ID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return d.rolls.Create(ctx, roll{CommunityID: one.ID, Community: next})
	}
	if err != nil {
		return nil, err
	}
	kept.Doc.Community = next
	return kept, d.turn(ctx, kept)
}

package mobilisation

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The jobs that let nothing stay longer than it was promised.
const (
	purgeJob  = "purge-pending"
	retainJob = "erase-closed"
	closeJob  = "close-due"
)

// purgePending deletes what was not confirmed within its days: signatures, subscriptions, testimonies.
func (d *desk) purgePending(ctx context.Context, _ json.RawMessage) error {
	call := sdk.Call(ctx)
	before := quoted(call.Now.AddDate(0, 0, -signature.PendingDays).UTC().Format(time.RFC3339))
	for _, collection := range []string{"signatures", "subscribers", "testimonies"} {
		// What was renewed (signed again after a withdrawal) counts from then.
		if err := erase(ctx, collection, `status = "pending" AND updated_at < `+before); err != nil {
			return fmt.Errorf("purging %s: %w", collection, err)
		}
	}
	return nil
}

// eraseSize is how many records one commit deletes.
const eraseSize = 200

// erase deletes every record that matches, but for those under a legal hold, some at a time; running it again goes on.
func erase(ctx context.Context, collection, filter string) error {
	all := sdk.Internal(ctx)
	for last := ""; ; {
		query := store.Query{Filter: filter, Size: eraseSize}
		if last != "" {
			query.Filter = "(" + filter + ") AND id > " + quoted(last)
		}
		page, err := all.List(ctx, collection, query)
		if err != nil || len(page.Records) == 0 {
			return err
		}
		var gone []store.Mutation
		for _, r := range page.Records {
			gone = append(gone, store.Mutation{Verb: store.Delete, Collection: collection, ID: r.ID, Rev: r.Rev})
		}
		_, err = all.Commit(ctx, store.Commit{Mutations: gone})
		switch {
		case err == nil:
		case fault.From(err).Code == "legal-hold":
			if err := eraseEach(ctx, gone); err != nil {
				return err
			}
			last = gone[len(gone)-1].ID
		case fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.NotFound:
			return err // else somebody was faster with one of them: look again
		}
	}
}

// eraseEach deletes records one by one, where something keeps one of them.
func eraseEach(ctx context.Context, gone []store.Mutation) error {
	for _, one := range gone {
		_, err := sdk.Internal(ctx).Commit(ctx, store.Commit{Mutations: []store.Mutation{one}})
		if err != nil && fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	return nil
}

// closeDue ends petitions whose last day is over.
func (d *desk) closeDue(ctx context.Context, _ json.RawMessage) error {
	today := sdk.Call(ctx).Today
	for one, err := range d.petitions.All(ctx, store.Query{Filter: `status = "open" OR status = "paused"`}) {
		if err != nil {
			return fmt.Errorf("reading petitions: %w", err)
		}
		if one.Doc.ClosesOn == "" || one.Doc.ClosesOn >= today {
			continue
		}
		if one.Doc, err = one.Doc.Close(nil, today); err != nil {
			return err
		}
		if err := d.petitions.Update(ctx, &one); err != nil {
			return err
		}
		sdk.Tx(ctx).Emit(store.Event{Type: "mobilisation.petition.closed", Subject: one.ID})
	}
	return nil
}

// eraseClosed erases the people of petitions that ended long enough ago. What was counted is kept first, so that the
// figures of before and after are the same.
func (d *desk) eraseClosed(ctx context.Context, _ json.RawMessage) error {
	config, err := configured(ctx)
	if err != nil {
		return err
	}
	last := sdk.Call(ctx).Now.AddDate(0, -config.Months, 0).Format(time.DateOnly)
	for one, err := range d.petitions.All(ctx, store.Query{Filter: `status = "closed"`}) {
		if err != nil {
			return fmt.Errorf("reading petitions: %w", err)
		}
		if one.Doc.ClosedOn() > last {
			continue
		}
		if err := d.eraseSigners(ctx, one); err != nil {
			return fmt.Errorf("erasing the people of %s: %w", one.ID, err)
		}
	}
	return nil
}

func (d *desk) eraseSigners(ctx context.Context, one sdk.Item[petition.Petition]) error {
	if one.Doc.Kept == nil {
		counted, err := d.count(ctx, []sdk.Item[petition.Petition]{one})
		if err != nil {
			return err
		}
		f := counted[one.ID]
		one.Doc.Kept = &petition.Count{Confirmed: f.Confirmed, Invalid: f.Invalid, Withdrawn: f.Withdrawn}
		text, err := json.Marshal(one.Doc)
		if err != nil {
			return err
		}
		_, err = sdk.Internal(ctx).Commit(ctx, store.Commit{Mutations: []store.Mutation{
			{Verb: store.Update, Collection: "petitions", ID: one.ID, Rev: one.Rev, Doc: text},
		}})
		if err != nil {
			return err
		}
	}
	for _, status := range signature.Statuses() {
		if err := erase(ctx, "signatures", "status = "+quoted(string(status))+" AND petition = "+quoted(one.ID)); err != nil {
			return err
		}
	}
	return nil
}

package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/seal"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// How much a notice may say.
const (
	mostValues   = 20
	longestValue = 4000
	longestLink  = 300
	mostFiles    = 200 << 10
)

// told checks what a module tells somebody and seals it as it waits.
func (p *parts) told(t tenant.ID, module string, n store.Notice) ([]byte, error) {
	manifests := p.modules.manifests(t)
	i := slices.IndexFunc(manifests, func(m sdk.Manifest) bool {
		return m.Name == module && slices.ContainsFunc(m.Notices, func(k sdk.NoticeKind) bool { return k.Name == n.Kind })
	})
	if i < 0 {
		return nil, wrongNotice("/kind", "the module %s declares no notice %q", module, n.Kind)
	}
	switch {
	case n.Link != "" && !strings.HasPrefix(n.Link, "/") || len(n.Link) > longestLink || strings.ContainsFunc(n.Link, unicode.IsControl):
		return nil, wrongNotice("/link", "must begin with / and have at most %d bytes", longestLink)
	case n.Address != "" && !addressed(n.Address):
		return nil, wrongNotice("/address", "is no e-mail address")
	case !spare(n):
		return nil, wrongNotice("/values", "at most %d values of %d bytes, and %d KiB of files", mostValues, longestValue, mostFiles>>10)
	}
	for at, role := range n.Roles {
		if !slices.Contains(sdk.Roles(), role) && !slices.ContainsFunc(manifests[i].Roles, func(r sdk.Role) bool { return r.Name == role }) {
			return nil, wrongNotice(fmt.Sprintf("/roles/%d", at), "neither the platform nor the module %s has a role %q", module, role)
		}
	}
	return p.sealNotice(t, module, n)
}

// sealNotice writes a notice as it waits: what is said to one person lies in no table in clear before it is in their list.
func (p *parts) sealNotice(t tenant.ID, module string, n store.Notice) ([]byte, error) {
	text, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("writing a notice: %w", err)
	}
	sealed, err := p.keys.Fields().Seal(noticePlace(t, module), text)
	return []byte(sealed), err
}

// addressed reports whether a text is an e-mail address and nothing more.
func addressed(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text
}

func spare(n store.Notice) bool {
	size := 0
	for _, f := range n.Attachments {
		size += len(f.Content)
	}
	for _, words := range n.Values {
		for _, text := range words {
			if len(text) > longestValue {
				return false
			}
		}
	}
	return len(n.Values) <= mostValues && size <= mostFiles
}

func wrongNotice(pointer, message string, args ...any) error {
	e := fault.InvalidField(pointer, message, args...)
	e.Code = "notice-invalid"
	return e
}

func noticePlace(t tenant.ID, module string) seal.Place {
	return seal.Place{Tenant: t.String(), Collection: "core/outbox", Record: module, Field: "notice"}
}

// tell hands what has waited to the desk.
func (p *parts) tell(ctx context.Context, item outbox.Item) error {
	text, err := p.keys.Fields().Open(noticePlace(item.Tenant, item.Name), string(item.Data))
	if err != nil {
		return fmt.Errorf("opening a notice: %w", err)
	}
	var n store.Notice
	if err := json.Unmarshal(text, &n); err != nil {
		return fmt.Errorf("reading a notice: %w", err)
	}
	return p.desk.Take(ctx, item, n)
}

// noticeKinds are what a module tells in a tenant that has it on.
func (m *modules) noticeKinds(ctx context.Context, t tenant.ID, name string) ([]sdk.NoticeKind, error) {
	if name == notice.Core {
		return notice.CoreKinds(), nil
	}
	states, err := m.tenants.Modules(ctx, t)
	if err != nil || !on(states, name) {
		return nil, err
	}
	for _, manifest := range m.manifests(t) {
		if manifest.Name == name {
			return manifest.Notices, nil
		}
	}
	return nil, nil
}

// opens reports whether somebody may open the page of a module to which a link leads.
func (p *parts) opens(ctx context.Context, t tenant.Tenant, who identity.Principal, module, link string) (bool, error) {
	manifests := p.modules.manifests(t.ID)
	i := slices.IndexFunc(manifests, func(m sdk.Manifest) bool { return m.Name == module })
	if i < 0 {
		return false, nil
	}
	action, there := opening(manifests[i], link)
	if !there || action == "" {
		return there, nil
	}
	filter, err := p.authorizer.Filter(ctx, authz.Question{Tenant: t.ID, Version: t.Version, Principal: who, Action: action})
	return err == nil && filter.Reaches(who), err
}

// opening is the action that opens the page to which a link leads: the one that its first part names, or the module's first;
// empty where the page is open to everybody, false where the module has no page on the console.
func opening(m sdk.Manifest, link string) (action string, there bool) {
	parts := strings.Split(strings.TrimPrefix(link, "/"), "/")
	for _, w := range m.Widgets {
		if w.Place == sdk.PlaceConsole && (!there || w.Page == parts[0]) {
			action, there = w.Action, true
		}
	}
	if there {
		return action, true
	}
	named := parts[len(parts)-1]
	for _, s := range m.Collections {
		if s.Kind == store.Ordinary && !s.Unlisted && (!there || s.Collection == named) {
			action, there = m.Name+":"+s.Collection+".read", true
		}
	}
	return action, there
}

// dropNotices lets go of what people were told long ago, unless a legal hold is about them.
func (p *parts) dropNotices(ctx context.Context, t tenant.ID) error {
	kept, err := p.db.Privacy().Holds(ctx, t)
	if err != nil {
		return fmt.Errorf("reading legal holds: %w", err)
	}
	now, held := p.clock(), []string(nil)
	for _, h := range kept {
		if h.Kind == privacy.HoldPerson && h.Live(now) {
			held = append(held, h.Of)
		}
	}
	return p.db.Notices().Drop(ctx, t, now.AddDate(0, -notice.Keep, 0), held)
}

package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type leaveShown struct {
	Token     string `json:"token" maxLength:"800" doc:"What stands in the link after #."`
	Confirmed bool   `json:"confirmed,omitempty" doc:"Whoever opened it wants it; without, it only says what would end."`
}

type leaveOut struct {
	Title sdk.Text `json:"title" doc:"What ends, or has ended."`
	Ended bool     `json:"ended"`
}

// noticeLeaving registers the ways out of messages, which need no account: whoever has the message may. What only looks ends nothing.
func (e *edge) noticeLeaving() {
	register(e, operation{
		id: "notice-leave", method: http.MethodPost, path: "/t/{tenant}/notices:leave", action: "core:notice.leave", access: anybody,
		summary: "End the messages that a link in one of them ends; or say which, until it is confirmed", example: leaveShown{Token: "…"},
	}, e.leaveNotices)
	e.adapter.Mount(http.MethodGet, "/t/{tenant}/notices/leave/{token}", http.HandlerFunc(e.leavePage))
	e.adapter.Mount(http.MethodPost, "/t/{tenant}/notices/leave/{token}", http.HandlerFunc(e.leaveAtOnce))
}

// leavePage leads people who open the address to the page that asks them: following it ends nothing.
func (e *edge) leavePage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/o/"+r.PathValue("tenant")+"/leave#"+r.PathValue("token"), http.StatusSeeOther)
}

// leaveAtOnce is the one POST of a mail program (RFC 8058, 3.1).
func (e *edge) leaveAtOnce(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	c, err := e.arrive(r, r.PathValue("tenant"))
	if err == nil && r.PostFormValue("List-Unsubscribe") != "One-Click" {
		err = fault.InvalidField("/List-Unsubscribe", "must be One-Click")
	}
	if err == nil {
		_, err = e.endMessages(r.Context(), c, r.PathValue("token"), true)
	}
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (e *edge) leaveNotices(ctx context.Context, c *call, in *struct {
	InTenant
	Body leaveShown
},
) (*body[leaveOut], error) {
	title, err := e.endMessages(ctx, c, in.Body.Token, in.Body.Confirmed)
	if err != nil {
		return nil, err
	}
	return ok(leaveOut{title, in.Body.Confirmed}), nil
}

// endMessages says what a token ends, and ends it where that is confirmed: of the week's message, each kind that comes in it.
func (e *edge) endMessages(ctx context.Context, c *call, token string, confirmed bool) (sdk.Text, error) {
	l, title, known := e.NoticeDesk.Read(ctx, c.Tenant.ID, token)
	if !known {
		return nil, fault.New(fault.NotFound, "leave-unknown", "This link ends nothing, or nothing any more.")
	}
	if !confirmed {
		return title, nil
	}
	ended := []notice.Choice{{Person: l.Person, Module: l.Module, Kind: l.Kind, Way: sdk.NoticeNone}}
	if l.Kind == notice.Week {
		var err error
		if ended, err = e.weeklyOf(ctx, c, l.Person); err != nil {
			return nil, err
		}
	}
	c.Principal = identity.Principal{Kind: identity.Visitor}
	return title, e.choose(ctx, c, l.Person, ended)
}

// weeklyOf switches off each kind that comes to somebody in the week's message and that may be switched off.
func (e *edge) weeklyOf(ctx context.Context, c *call, person string) ([]notice.Choice, error) {
	chosen, err := e.Notices.Choices(ctx, c.Tenant.ID, person)
	if err != nil {
		return nil, err
	}
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	ended := []notice.Choice{}
	for _, m := range on {
		for _, k := range m.Notices {
			if len(k.Required) == 0 && notice.WayOf(m.Name, k, chosen) == sdk.NoticeWeekly {
				ended = append(ended, notice.Choice{Person: person, Module: m.Name, Kind: k.Name, Way: sdk.NoticeNone})
			}
		}
	}
	return ended, nil
}

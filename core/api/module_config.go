package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type configureModule struct {
	InModule
	IfMatch
	Body map[string]any `doc:"The configuration, as the module's schema describes it."`
}

func (e *edge) configureModule(ctx context.Context, c *call, in *configureModule) (*tagged[moduleOut], error) {
	m, err := e.installed(in.Module, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	state, err := e.stateOf(ctx, c.Tenant.ID, m.Name)
	if err != nil {
		return nil, err
	}
	if err := in.holdTag(configTag(state)); err != nil {
		return nil, err
	}
	if err := checkConfig(m, in.Body); err != nil {
		return nil, err
	}
	if err := lockedConfig(state, in.Body); err != nil {
		return nil, err
	}
	if state.Config, err = json.Marshal(in.Body); err != nil {
		return nil, fault.InvalidField("", "not a JSON object").Because(err)
	}
	err = e.change(ctx, c, "core:module.configure", "module/"+m.Name, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(c.Tenant.Version).PutModule(ctx, state)
	})
	if err != nil {
		return nil, err
	}
	return &tagged[moduleOut]{ETag: configTag(state), Body: e.moduleLine(c.Tenant, m, state)}, nil
}

// configTag names a configuration by what it says: two that say the same are one.
func configTag(state tenant.Module) string {
	sum := sha256.Sum256(object(state.Config))
	return fmt.Sprintf("%q", fmt.Sprintf("%x", sum[:12]))
}

// lockedConfig refuses to change members that a file owns.
func lockedConfig(state tenant.Module, changed map[string]any) error {
	var old map[string]any
	if len(state.Config) > 0 {
		if err := json.Unmarshal(state.Config, &old); err != nil {
			return fault.New(fault.Internal, "internal", "The stored configuration cannot be read.").Because(err)
		}
	}
	for _, pointer := range state.Managed {
		if pointer == "" { // whether the module is on
			continue
		}
		name := strings.TrimPrefix(pointer, "/")
		if !reflect.DeepEqual(reach(old, name), reach(changed, name)) {
			return managed("/" + name)
		}
	}
	return nil
}

// reach follows a pointer without its leading slash through objects.
func reach(value any, path string) any {
	for part := range strings.SplitSeq(path, "/") {
		members, isObject := value.(map[string]any)
		if !isObject {
			return nil
		}
		value = members[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]
	}
	return value
}

package main

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

type deviceCommand struct {
	List   deviceList   `cmd:"" help:"List the tablets that belong to an organisation's sites."`
	Revoke deviceRevoke `cmd:"" help:"Take a tablet away from its site: whoever is signed in on it is out at once."`
}

// device is a site's device, as the API answers.
type device struct {
	ID   string     `json:"id"`
	Site string     `json:"unit_name"`
	Name string     `json:"name"`
	Used *time.Time `json:"used_at,omitempty"`
	Is   string     `json:"state"`
}

type deviceList struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// Run prints the devices.
func (c *deviceList) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	var answer struct {
		Devices []device `json:"devices"`
	}
	if err := server.call(ctx, "GET", "/t/"+url.PathEscape(c.Tenant)+"/devices", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"ID", "SITE", "NAME", "STATE", "LAST USE"}}
		for _, d := range answer.Devices {
			used := "never"
			if d.Used != nil {
				used = d.Used.Format(time.DateTime)
			}
			rows = append(rows, []string{d.ID, d.Site, d.Name, d.Is, used})
		}
		return console.table(rows)
	})
}

type deviceRevoke struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	Device string `arg:"" help:"The device's id."`
	remote
}

// Run revokes the device.
func (c *deviceRevoke) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	path := "/t/" + url.PathEscape(c.Tenant) + "/devices/" + url.PathEscape(c.Device) + ":revoke"
	if err := server.call(ctx, "POST", path, nil, nil); err != nil {
		return err
	}
	return console.show(map[string]any{"revoked": c.Device}, func() error {
		fmt.Fprintln(console.out, "The device is revoked.")
		return nil
	})
}

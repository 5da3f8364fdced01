package mail

import (
	"fmt"
	"mime"
	"slices"
	"strings"
)

// Attachment is a file that goes with a message.
type Attachment struct {
	Name    string `json:"name"`
	Type    string `json:"type"` // media type with its parameters
	Content []byte `json:"content"`
}

// Limits of attachments: what modules write, never what they were sent.
const (
	mostAttachments  = 5
	largestTogether  = 200 << 10
	longestFileName  = 100
	forbiddenInNames = "/\\:*?\"<>|;"
)

// attachable are the media types that may be attached.
func attachable() []string { return []string{"text/calendar", "text/csv", "application/pdf"} }

func (m Message) checkAttachments() error {
	if len(m.Attachments) > mostAttachments {
		return invalid("/attachments", fmt.Sprintf("at most %d files go with a message", mostAttachments))
	}
	size := 0
	for i, a := range m.Attachments {
		size += len(a.Content)
		at := fmt.Sprintf("/attachments/%d", i)
		kind, _, err := mime.ParseMediaType(a.Type)
		if err != nil || hasControl(a.Type) || !slices.Contains(attachable(), kind) {
			return invalid(at+"/type", "only calendars, tables (CSV) and PDF are attached")
		}
		if a.Name == "" || len(a.Name) > longestFileName || hasControl(a.Name) || strings.ContainsAny(a.Name, forbiddenInNames) {
			return invalid(at+"/name", "a file has a plain name")
		}
	}
	if size > largestTogether {
		return invalid("/attachments", "the files of a message are at most 200 KiB together")
	}
	return nil
}

package verify

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// head is a checkpoint whose signature holds.
type head struct {
	origin string
	size   uint64
	root   []byte
}

// open checks a signed note and reads it (C2SP tlog-checkpoint: origin, size, root, a line each; lines that
// may follow mean nothing here).
func (c *checker) open(signed []byte) (head, error) {
	text, err := c.key.open(signed)
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return head{}, errors.New("it is not a checkpoint")
	}
	size, err := strconv.ParseUint(lines[1], 10, 63)
	if err != nil || strconv.FormatUint(size, 10) != lines[1] {
		return head{}, fmt.Errorf("its size is %q, not a number", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return head{}, errors.New("its root is not 32 bytes in base64")
	}
	return head{origin: lines[0], size: size, root: root}, nil
}

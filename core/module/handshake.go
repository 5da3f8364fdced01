package module

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
)

// handshakeLine is what go-plugin's first line looks like; anything else on stdout is noise.
var handshakeLine = regexp.MustCompile(`^\d+\|\d+\|[a-z]+\|`)

// mostNoise is how much a module may print before its handshake.
const mostNoise = 1 << 20

// handshake passes the handshake of a module's stdout on and swallows what is printed before and after it, so
// that a stray print neither spoils the start nor fills the pipe.
type handshake struct {
	source io.ReadCloser
	lines  *bufio.Reader
	rest   []byte // of the handshake
	passed bool
}

func newHandshake(source io.ReadCloser) *handshake {
	return &handshake{source: source, lines: bufio.NewReaderSize(source, 4<<10)}
}

// Read implements io.Reader.
func (h *handshake) Read(p []byte) (int, error) {
	if !h.passed {
		if err := h.find(); err != nil {
			return 0, err
		}
	}
	if len(h.rest) > 0 {
		n := copy(p, h.rest)
		h.rest = h.rest[n:]
		return n, nil
	}
	_, err := io.Copy(io.Discard, h.lines)
	if err == nil {
		err = io.EOF
	}
	return 0, err
}

func (h *handshake) find() error {
	for noise := 0; noise < mostNoise; {
		line, err := h.lines.ReadSlice('\n')
		if handshakeLine.Match(line) {
			h.rest, h.passed = bytes.Clone(line), true
			return nil
		}
		noise += len(line)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
	return errors.New("the module printed too much before its handshake")
}

// Close implements io.Closer.
func (h *handshake) Close() error { return h.source.Close() }

package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
)

const pngHeader = "\x89PNG\r\n\x1a\n"

// drawing are the chunks that say how the picture looks; texts, times, EXIF and private chunks are not.
var drawing = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "pHYs"}

var errPNG = errors.New("file: damaged PNG")

// stripPNG copies the drawing chunks up to the end of the image.
func stripPNG(raw []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(raw)))
	out.WriteString(pngHeader)
	rest := raw[len(pngHeader):]
	for len(rest) >= 12 {
		length := uint64(binary.BigEndian.Uint32(rest))
		if length > uint64(len(rest)-12) {
			return nil, errPNG
		}
		name, end := string(rest[4:8]), 12+int(length)
		if binary.BigEndian.Uint32(rest[end-4:]) != crc32.ChecksumIEEE(rest[4:end-4]) {
			return nil, errPNG
		}
		if slices.Contains(drawing, name) {
			out.Write(rest[:end])
		}
		if name == "IEND" {
			return out.Bytes(), nil
		}
		rest = rest[end:]
	}
	return nil, errPNG
}

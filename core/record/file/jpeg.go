package file

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var errJPEG = errors.New("file: damaged JPEG")

// Markers of a JPEG file.
const (
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markTEM   = 0x01
	markAPP0  = 0xe0 // JFIF
	markAPP1  = 0xe1 // EXIF, XMP
	markAPP14 = 0xee // Adobe: says how colours are stored
	markAPP15 = 0xef
	markCOM   = 0xfe
)

// stripJPEG copies the segments that draw. Of EXIF only the orientation is written anew, or pictures taken
// with a phone held upright would lie on their side.
func stripJPEG(raw []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, len(raw)))
	out.Write([]byte{0xff, markSOI})
	turned := false
	for at := 2; ; {
		mark, next, err := marker(raw, at)
		if err != nil {
			return nil, err
		}
		if mark == markEOI {
			out.Write([]byte{0xff, markEOI})
			return out.Bytes(), nil
		}
		if mark >= 0xd0 && mark <= 0xd7 || mark == markTEM {
			at = next
			continue
		}
		segment, err := segmentAt(raw, next)
		if err != nil {
			return nil, err
		}
		at = next + len(segment)
		switch {
		case mark == markAPP1 && !turned:
			if way := orientation(segment[2:]); way > 1 {
				out.Write(turn(way))
				turned = true
			}
		case mark == markCOM || mark > markAPP0 && mark <= markAPP15 && mark != markAPP14:
		case mark == markAPP0 && !bytes.HasPrefix(segment[2:], []byte("JFIF\x00")):
		case mark == markAPP0: // its thumbnail may show what was cut away
			out.Write([]byte{0xff, markAPP0})
			out.Write(plainJFIF(segment))
		default:
			out.Write([]byte{0xff, mark})
			out.Write(segment)
		}
		if mark == markSOS {
			end := scanEnd(raw, at)
			out.Write(raw[at:end])
			at = end
		}
	}
}

// marker reads the marker at a place, fill bytes before it included.
func marker(raw []byte, at int) (mark byte, next int, err error) {
	if at >= len(raw) || raw[at] != 0xff {
		return 0, 0, errJPEG
	}
	for at < len(raw) && raw[at] == 0xff {
		at++
	}
	if at == len(raw) || raw[at] == 0 {
		return 0, 0, errJPEG
	}
	return raw[at], at + 1, nil
}

// segmentAt returns a segment with its two bytes of length.
func segmentAt(raw []byte, at int) ([]byte, error) {
	if at+2 > len(raw) {
		return nil, errJPEG
	}
	length := int(binary.BigEndian.Uint16(raw[at:]))
	if length < 2 || at+length > len(raw) {
		return nil, errJPEG
	}
	return raw[at : at+length], nil
}

// scanEnd finds the next marker behind entropy-coded data: not a stuffed zero, not a restart.
func scanEnd(raw []byte, at int) int {
	for ; at+1 < len(raw); at++ {
		if raw[at] == 0xff && raw[at+1] != 0 && raw[at+1] != 0xff && (raw[at+1] < 0xd0 || raw[at+1] > 0xd7) {
			return at
		}
	}
	return len(raw)
}

// plainJFIF is a JFIF segment without its thumbnail.
func plainJFIF(segment []byte) []byte {
	const length = 16
	if len(segment) < length {
		return []byte{0, length, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0}
	}
	plain := bytes.Clone(segment[:length])
	plain[0], plain[1], plain[14], plain[15] = 0, length, 0, 0
	return plain
}

package file

import (
	"bytes"
	"encoding/binary"
)

const (
	exifHeader     = "Exif\x00\x00"
	tagOrientation = 0x0112
	typeShort      = 3
)

// orientation reads how a picture is to be turned, 1 to 8; 0 when the segment does not say.
func orientation(segment []byte) uint16 {
	tiff, ok := bytes.CutPrefix(segment, []byte(exifHeader))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(entries) >= 12; n-- {
		way := order.Uint16(entries[8:])
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort && way >= 1 && way <= 8 {
			return way
		}
		entries = entries[12:]
	}
	return 0
}

// turn is an APP1 segment that says the orientation and nothing else.
func turn(way uint16) []byte {
	b := []byte{0xff, markAPP1, 0, 34}
	b = append(b, exifHeader...)
	b = append(b, "MM\x00\x2a"...)
	b = binary.BigEndian.AppendUint32(b, 8) // the only directory comes next
	b = binary.BigEndian.AppendUint16(b, 1)
	b = binary.BigEndian.AppendUint16(b, tagOrientation)
	b = binary.BigEndian.AppendUint16(b, typeShort)
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint16(b, way)
	b = append(b, 0, 0)
	return binary.BigEndian.AppendUint32(b, 0)
}

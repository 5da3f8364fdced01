package file

import (
	"bytes"
	"image"
	_ "image/jpeg" // to measure
	_ "image/png"  // to measure

	"github.com/ribambelle/ribambelle/sdk/fault"
)

var errNoImage = fault.New(fault.Invalid, "file-no-image", "The file is not a JPEG or PNG image, or is damaged.")

// Strip returns an image with only what draws it, and its kind: "jpg" or "png". What is not a whole image,
// or has more pixels than allowed, is invalid.
func Strip(raw []byte, maxPixels int) (clean []byte, kind string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		clean, err = stripJPEG(raw)
		kind = "jpg"
	case bytes.HasPrefix(raw, []byte(pngHeader)):
		clean, err = stripPNG(raw)
		kind = "png"
	default:
		return nil, "", errNoImage
	}
	if err != nil {
		return nil, "", errNoImage.Because(err)
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(clean))
	if err != nil {
		return nil, "", errNoImage.Because(err)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, "", fault.New(fault.Invalid, "file-too-large", "An image must not have more than %d million pixels.", maxPixels/1_000_000)
	}
	return clean, kind, nil
}

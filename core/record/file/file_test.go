package file_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/ribambelle/ribambelle/core/record/file"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

const secret = "48.8566N 2.3522E Camille"

var (
	tenantA = tenant.Trusted("0198f000-0000-7000-8000-00000000000a")
	tenantB = tenant.Trusted("0198f000-0000-7000-8000-00000000000b")
)

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range 1200 {
		m.Set(i%40, i/40, color.RGBA{uint8(i), uint8(i * 3), uint8(i * 7), 255})
	}
	return m
}

// jpegWithSecrets carries the secret in EXIF (with an orientation), XMP, a comment, a JFIF thumbnail's place,
// a private segment, and behind the end.
func jpegWithSecrets(t *testing.T) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture(), nil); err != nil {
		t.Fatal(err)
	}
	segment := func(mark byte, content string) []byte {
		b := []byte{0xff, mark, 0, 0}
		binary.BigEndian.PutUint16(b[2:], uint16(len(content)+2))
		return append(b, content...)
	}
	exif := "Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00" + secret
	out := bytes.Clone(plain.Bytes()[:2])
	for mark, content := range map[byte]string{
		0xe1: exif, 0xfe: secret, 0xed: "Photoshop 3.0\x00" + secret, 0xe0: "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x03\x03" + secret + "xxx",
	} {
		out = append(out, segment(mark, content)...)
	}
	out = append(out, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret)...)
	return append(append(out, plain.Bytes()[2:]...), secret...)
}

func pngWithSecrets(t *testing.T) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := png.Encode(&plain, picture()); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 25 // signature and IHDR
	out := bytes.Clone(plain.Bytes()[:header])
	for _, name := range []string{"tEXt", "iTXt", "eXIf", "tIME", "prVt"} {
		body := append([]byte(name), "Author\x00"+secret...)
		out = binary.BigEndian.AppendUint32(out, uint32(len(body)-4))
		out = append(out, body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	}
	return append(append(out, plain.Bytes()[header:]...), secret...)
}

func TestOnlyThePictureIsKept(t *testing.T) {
	t.Parallel()
	f := open(t, file.Config{})
	for kind, raw := range map[string][]byte{"image/jpeg": jpegWithSecrets(t), "image/png": pngWithSecrets(t)} {
		if !bytes.Contains(raw, []byte(secret)) {
			t.Fatalf("%s: the control holds no secret", kind)
		}
		before, _, err := image.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: the control is no image: %v", kind, err)
		}
		id, err := f.Put(t.Context(), tenantA, bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		kept := read(t, f, id, kind)
		if bytes.Contains(kept, []byte("Camille")) || bytes.Contains(kept, []byte("48.8")) {
			t.Errorf("%s: the secret was kept", kind)
		}
		after, _, err := image.Decode(bytes.NewReader(kept))
		if err != nil || !samePicture(before, after) {
			t.Errorf("%s: another picture was kept (%v)", kind, err)
		}
		if kind == "image/jpeg" && !bytes.Contains(kept, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
			t.Error("the orientation was lost")
		}
	}
}

func samePicture(a, b image.Image) bool {
	for y := range 30 {
		for x := range 40 {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return a.Bounds() == b.Bounds()
}

func read(t *testing.T, f *file.Folder, id, kind string) []byte {
	t.Helper()
	body, info, err := f.Open(t.Context(), tenantA, id)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	kept, err := io.ReadAll(body)
	if err != nil || info.Type != kind || info.Size != int64(len(kept)) {
		t.Fatalf("info %+v of %d bytes, %v", info, len(kept), err)
	}
	return kept
}

func open(t *testing.T, c file.Config) *file.Folder {
	t.Helper()
	if c.Path == "" {
		c.Path = t.TempDir()
	}
	f, err := file.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTenantsAndRemoval(t *testing.T) {
	t.Parallel()
	f := open(t, file.Config{})
	id, err := f.Put(t.Context(), tenantA, bytes.NewReader(pngWithSecrets(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{id, "../" + tenantA.String() + "/" + id[:2] + "/" + id, "", "/etc/passwd"} {
		if _, _, err := f.Open(t.Context(), tenantB, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the other tenant opening %q: %v", id, err)
		}
	}
	if err := f.Remove(t.Context(), tenantB, id); err != nil {
		t.Fatal(err)
	}
	read(t, f, id, "image/png")
	for range 2 {
		if err := f.Remove(t.Context(), tenantA, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := f.Open(t.Context(), tenantA, id); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a removed file: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	good := pngWithSecrets(t)
	damaged := bytes.Clone(good)
	damaged[20]++
	for what, c := range map[string]struct {
		config file.Config
		raw    []byte
		kind   fault.Kind
	}{
		"text":         {file.Config{}, []byte("hello"), fault.Invalid},
		"svg":          {file.Config{}, []byte("<svg onload=alert(1)>"), fault.Invalid},
		"cut png":      {file.Config{}, good[:len(good)/2], fault.Invalid},
		"damaged png":  {file.Config{}, damaged, fault.Invalid},
		"cut jpeg":     {file.Config{}, jpegWithSecrets(t)[:400], fault.Invalid},
		"empty":        {file.Config{}, nil, fault.Invalid},
		"too large":    {file.Config{MaxBytes: 100}, good, fault.Invalid},
		"too wide":     {file.Config{MaxPixels: 1000}, good, fault.Invalid},
		"beyond quota": {file.Config{Quota: 100}, good, fault.Exhausted},
	} {
		c.config.Path = t.TempDir()
		_, err := open(t, c.config).Put(t.Context(), tenantA, bytes.NewReader(c.raw))
		if err == nil || fault.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want %s", what, err, c.kind)
		}
		if n := files(t, c.config.Path); n > 0 {
			t.Errorf("%s: left %d files", what, n)
		}
	}
}

// TestQuotaOutlivesTheProcess counts what another process has left.
func TestQuotaOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	raw := pngWithSecrets(t)
	config := file.Config{Path: t.TempDir(), Quota: int64(len(raw))}
	id, err := open(t, config).Put(t.Context(), tenantA, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, config)
	if _, err := f.Put(t.Context(), tenantA, bytes.NewReader(raw)); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("a second image: %v", err)
	}
	if _, err := f.Put(t.Context(), tenantB, bytes.NewReader(raw)); err != nil {
		t.Errorf("the other tenant's image: %v", err)
	}
	if err := f.Remove(t.Context(), tenantA, id); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(t.Context(), tenantA, bytes.NewReader(raw)); err != nil {
		t.Errorf("after room was made: %v", err)
	}
}

func files(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func FuzzStrip(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x04Ex\xff\xd9"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\xaeB`\x82"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		clean, _, err := file.Strip(raw, 1000)
		if err != nil {
			return
		}
		if again, _, err := file.Strip(clean, 1000); err != nil || !bytes.Equal(clean, again) {
			t.Errorf("a clean image is not clean: %v", err)
		}
	})
}

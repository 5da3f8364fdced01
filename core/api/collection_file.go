package api

import (
	"errors"
	"io"
	"net/http"
	"strconv"
)

// maxFile is how large one uploaded file may be; who keeps it may take less.
const maxFile = 8 << 20

// uploadFile keeps a file for a field of a record that is about to be written: ?field=photo. The body is the
// file itself; the answer's id goes into the document.
func (e *edge) uploadFile(w http.ResponseWriter, r *http.Request, a asked) error {
	if r.ContentLength > maxFile {
		return tooLarge(maxFile)
	}
	body := http.MaxBytesReader(w, r.Body, maxFile)
	id, err := e.Records.View(a.as(a.module.Name)).Upload(r.Context(), a.name(), r.URL.Query().Get("field"), body)
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return tooLarge(large.Limit)
		}
		return err
	}
	answer(w, http.StatusCreated, append(appendQuoted([]byte(`{"id":`), id), '}'))
	return nil
}

// readFieldFile sends the file that a record's field holds, to who may see the record and the field.
func (e *edge) readFieldFile(w http.ResponseWriter, r *http.Request, a asked) error {
	content, info, err := e.Records.View(a.as(a.module.Name)).Download(r.Context(), a.name(), a.id, r.URL.Query().Get("field"))
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // read only
	h := w.Header()
	h.Set("Content-Type", info.Type)
	h.Set("Content-Length", strconv.FormatInt(info.Size, 10))
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-cache")
	w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(w, content) // the client may have gone
	return nil
}

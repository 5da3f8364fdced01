package sqlstore

import (
	"errors"
	"net/url"
	"strings"
)

// source is a parsed DSN.
type source struct {
	dialect dialect
	path    string // SQLite: the file
	dsn     string // PostgreSQL: the DSN; holds a secret, so it is never printed
}

var errDSN = errors.New(`the database is named "sqlite:PATH/ribambelle.db" or "postgres://ROLE:SECRET@HOST/DATABASE"`)

// parseDSN tells the engine from the DSN. Its errors never repeat the DSN, which may hold a secret.
func parseDSN(dsn string) (source, error) {
	scheme, rest, ok := strings.Cut(dsn, ":")
	switch {
	case !ok:
		return source{}, errDSN
	case scheme == "sqlite" && rest != "":
		return source{dialect: sqlite, path: strings.TrimPrefix(rest, "//")}, nil
	case scheme == "postgres" || scheme == "postgresql":
		return source{dialect: postgres, dsn: dsn}, nil
	}
	return source{}, errDSN
}

// fileDSN is the driver's name for a SQLite file, with the pragmas that hold for every connection.
func fileDSN(path string, pragmas ...string) string {
	values := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)",
		"journal_mode(WAL)",
		"synchronous(NORMAL)", // the flusher has the disk take each commit
		"foreign_keys(1)",
		"secure_delete(1)",
		"temp_store(MEMORY)", // what a savepoint may have to undo is no file
	}, pragmas...)}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: values.Encode()}).String()
}

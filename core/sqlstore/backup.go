package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Backup writes the SQLite database at path into a new file, as it is at one moment, while a server may be writing
// to it. The copy holds no log and nothing of what was deleted. A target that exists is refused.
func Backup(ctx context.Context, path, target string) error {
	file, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("making the copy of the database: %w", err)
	}
	from, err := openFile(path, 1)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	_, err = from.DB.ExecContext(ctx, "VACUUM INTO ?", target)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, from.Close(), file.Close()); err != nil {
		return translate(fmt.Errorf("copying the database: %w", err))
	}
	return nil
}

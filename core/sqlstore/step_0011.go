package sqlstore

// departing notes which organisations are closed, which are to be deleted, and what stays of those that were.
func departing() step {
	return step{
		name:    "0011",
		comment: "organisations that are closed or deleted",
		scoped:  []string{"departures"},
		statements: []string{
			"ALTER TABLE tenants ADD COLUMN suspended_at TEXT",
			"ALTER TABLE tenants ADD COLUMN suspended_why TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE tenants ADD COLUMN ends_at TEXT",
			`CREATE TABLE departures (tenant_id TEXT NOT NULL, id TEXT NOT NULL, slug TEXT NOT NULL, began_at TEXT NOT NULL,
				ended_at TEXT, had JSON NOT NULL, head TEXT NOT NULL, certificate TEXT NOT NULL, PRIMARY KEY (tenant_id, id))`,
		},
		postgres: []string{
			forgetLogFunction,
			`REVOKE ALL ON FUNCTION forget_log(TEXT) FROM PUBLIC`,
		},
	}
}

// forgetLogFunction deletes the log of an organisation that is to be deleted, or was: the running role may not take
// anything out of a log by itself. Row level security holds within: it is that of the transaction's own organisation.
const forgetLogFunction = `CREATE FUNCTION forget_log(t TEXT) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
	SET search_path FROM CURRENT AS $forget$
BEGIN
	PERFORM 1 FROM tenants WHERE id = t AND ends_at IS NULL;
	IF FOUND THEN
		RAISE EXCEPTION 'the organisation % is not to be deleted', t;
	END IF;
	DELETE FROM entries WHERE tenant_id = t;
	DELETE FROM seals WHERE tenant_id = t;
	DELETE FROM checkpoints WHERE tenant_id = t;
END $forget$`

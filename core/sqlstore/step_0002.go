package sqlstore

// arrivalTables makes what remembers where anonymous records lie as they arrived. On PostgreSQL also the
// owner's only favour to the running role, which may not write a table anew by itself: settle does it with an
// anonymous table, and with nothing else.
func arrivalTables() step {
	return step{
		name:       "0002",
		comment:    "anonymous records are written anew, after a crash too",
		statements: []string{`CREATE TABLE arrivals (tenant_id TEXT NOT NULL, tbl TEXT NOT NULL, PRIMARY KEY (tenant_id, tbl)) WITHOUT ROWID`},
		postgres: []string{
			`CREATE TABLE horizon (n BIGINT NOT NULL PRIMARY KEY)`,
			settleFunction,
			`REVOKE ALL ON FUNCTION settle(TEXT) FROM PUBLIC`,
		},
	}
}

// settleFunction writes an anonymous table and its indexes anew into fresh files, in the order of ids. CLUSTER
// keeps what an open transaction may still look at, so the function first looks whether there is one: a row
// of horizon that was deleted a moment ago could not be dropped either.
const settleFunction = `CREATE FUNCTION settle(t TEXT) RETURNS BOOLEAN LANGUAGE plpgsql SECURITY DEFINER
	SET search_path FROM CURRENT SET lock_timeout = '500ms' AS $settle$
BEGIN
	PERFORM 1 FROM collections WHERE name = t AND anonymous;
	IF NOT FOUND THEN
		RAISE EXCEPTION '% is not an anonymous collection', t;
	END IF;
	CLUSTER horizon USING horizon_pkey;
	IF pg_relation_size('horizon') > 0 THEN
		RETURN false;
	END IF;
	EXECUTE format('CLUSTER %I USING %I', t, t || '_pkey');
	RETURN true;
END $settle$`

#!/bin/sh
# Two roles: the owner makes tables, the running role owns nothing and cannot alter.
# Runs once in a new PostgreSQL container; by hand: PGHOST=… PGUSER=postgres sh roles.sh
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$RIBAMBELLE_DB_OWNER_PASSWORD" -v running="$RIBAMBELLE_DB_PASSWORD" --username "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE ribambelle_owner LOGIN PASSWORD :'owner';
CREATE ROLE ribambelle LOGIN PASSWORD :'running' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE ribambelle OWNER ribambelle_owner;
\connect ribambelle
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO ribambelle_owner;
GRANT USAGE ON SCHEMA public TO ribambelle;
ALTER DEFAULT PRIVILEGES FOR ROLE ribambelle_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ribambelle;
ALTER DEFAULT PRIVILEGES FOR ROLE ribambelle_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ribambelle;
SQL

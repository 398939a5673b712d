#!/usr/bin/env bash
# Runs once, when the volume is empty: the ledger's role with its database, and Temporal's role, which makes its own
# two (the schema job). Neither is a superuser, and neither reads the other's database.
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --set ON_ERROR_STOP=1 \
  --set ledger_password="$LEDGER_DB_PASSWORD" --set temporal_password="$TEMPORAL_DB_PASSWORD" <<'SQL'
CREATE ROLE casework LOGIN PASSWORD :'ledger_password';
CREATE DATABASE casework OWNER casework;
REVOKE CONNECT ON DATABASE casework FROM PUBLIC;
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal_password';
SQL

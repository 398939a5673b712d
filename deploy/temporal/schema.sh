#!/bin/sh
# Makes Temporal's two databases and brings them to the schema of this version. Repeating it changes nothing, so it
# runs before each start of the server. Connection and plugin come from SQL_* variables.
set -eu

versions=/etc/temporal/schema/postgresql/v12

prepare() {
  temporal-sql-tool --db "$1" create
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema -d "$versions/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility

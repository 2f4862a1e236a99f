#!/bin/sh
# Two databases on a new server: the product's, and Prefect's own. Run once, by the image.
set -eu
secret() { tr -d '\n' < "${SECRETS:-/run/secrets}/$1"; }

psql --set ON_ERROR_STOP=1 --username postgres \
    --set product="$(secret jixiao_password)" --set prefect="$(secret prefect_password)" <<'SQL'
-- The product makes a role of its own that may not touch the trail, hence CREATEROLE.
CREATE ROLE jixiao LOGIN CREATEROLE PASSWORD :'product';
CREATE DATABASE jixiao OWNER jixiao;
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE prefect OWNER prefect;
\connect prefect
CREATE EXTENSION pg_trgm;
SQL

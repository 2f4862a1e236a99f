#!/bin/sh
# Makes up the secrets that compose.yaml reads, in ./secrets; what is there already is kept.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets

for name in postgres_password jixiao_password prefect_password; do
    [ -s "$name" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$name"
done
printf 'postgresql://jixiao:%s@postgres/jixiao' "$(cat jixiao_password)" > jixiao_database_url
printf 'postgresql://prefect:%s@postgres/prefect' "$(cat prefect_password)" > jixiao_prefect_database_url
# Compose mounts the files as they are, for users that this machine does not know: the folder is
# closed, the files in it are not.
chmod 0700 .
chmod 0644 ./*_password ./*_url

for name in tls_certificate tls_key; do
    [ -s "$name" ] || echo "deploy/secrets/$name is missing: put the district's certificate and key there" >&2
done

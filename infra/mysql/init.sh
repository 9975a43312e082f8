#!/bin/sh
# Run by the MariaDB image on an empty data directory (docker-compose.yml): init.sql once for each service.
set -eu

for service in registry evaluation commerce traceability; do
  name="DB_PASSWORD_$(echo "$service" | tr '[:lower:]' '[:upper:]')"
  password=$(printenv "$name") || { echo "$name is missing" >&2; exit 1; }
  case $password in
    '' | *[!A-Za-z0-9_-]*) echo "$name may hold letters, digits, - and _ only" >&2; exit 1 ;;
  esac
  sed -e "s/\${SERVICE}/$service/g" -e "s/\${PASSWORD}/$password/g" /ocop/init.sql |
    mariadb --protocol=socket --user=root --password="$MARIADB_ROOT_PASSWORD"
done

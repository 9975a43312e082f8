#!/bin/sh
# Starts the Redis of docker-compose.yml: redis.conf with the users and passwords of the environment.
set -eu

config=$(mktemp)
{
  cat /ocop/redis.conf
  sed \
    -e "s/\${REDIS_PASSWORD_REGISTRY}/$REDIS_PASSWORD_REGISTRY/" \
    -e "s/\${REDIS_PASSWORD_EVALUATION}/$REDIS_PASSWORD_EVALUATION/" \
    -e "s/\${REDIS_PASSWORD_COMMERCE}/$REDIS_PASSWORD_COMMERCE/" \
    -e "s/\${REDIS_PASSWORD_TRACEABILITY}/$REDIS_PASSWORD_TRACEABILITY/" \
    -e "s/\${REDIS_PASSWORD_GATEWAY}/$REDIS_PASSWORD_GATEWAY/" \
    /ocop/users.conf
  echo "requirepass $REDIS_PASSWORD"
  # The network of the containers is private: no port of this one is published.
  echo "bind 0.0.0.0"
  echo "dir /data"
} >"$config"
exec redis-server "$config"

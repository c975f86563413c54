#!/usr/bin/env bash
# The demo service of docker-compose.yml: says what its rendered configuration says and works until it gets SIGQUIT.
set -euo pipefail

stop() {
    echo "got QUIT, stopping"
    exit 0
}
trap stop QUIT

echo "running as $(id -un) ($(id -u):$(id -g)) with this configuration:"
grep -v '^#' "$(dirname "$0")/greeting.conf"

# In the background, since bash looks at signals only between commands. base-entry ends what is left when we exit.
sleep infinity &
wait

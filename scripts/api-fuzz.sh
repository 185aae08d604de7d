#!/usr/bin/env bash
# Asks everything that the OpenAPI document describes, sensibly and not, of a server of its own: no answer may be a
# failure of the platform (5xx), and every answer must be as the document says.
#
#   scripts/api-fuzz.sh PATH-OF-MSPF [further options of `schemathesis run`]
#
# MSPF_FUZZ_EXAMPLES  how many requests to make up for each operation (default 12: the whole takes some two minutes)
# MSPF_FUZZ_SEED      where the made-up requests begin; the same seed makes the same requests
set -euo pipefail
MSPF=$(realpath "${1:?usage: api-fuzz.sh PATH-OF-MSPF}")
shift
EXAMPLES=${MSPF_FUZZ_EXAMPLES:-12}
SEED=${MSPF_FUZZ_SEED:-20211}
SCHEMATHESIS_VERSION=4.32.5
HERE=$(cd "$(dirname "$0")/.." && pwd)
. "$HERE/scripts/lib.sh"
PASSWORD=correct-horse-battery-staple
FOLDER=$(mktemp -d)
SERVER=

finish() {
    local code=$?
    [ -z "$SERVER" ] || { kill "$SERVER" 2>/dev/null && wait "$SERVER" 2>/dev/null; } || true
    if [ $code -ne 0 ]; then
        echo "The server's own words (errors only):" >&2
        grep -h '"level":"ERROR"' "$FOLDER/server.log" 2>/dev/null | head -20 >&2 || true
    fi
    rm -rf "$FOLDER"
    exit $code
}
trap finish EXIT

[ -x "$TOOLS/bin/schemathesis" ] || python_tool "schemathesis==$SCHEMATHESIS_VERSION"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
PORT=$(free_port)
ADDRESS=http://127.0.0.1:$PORT
cd "$FOLDER"

# An administrator, so that every operation does something; the limits on how often one may ask are another test's.
export MSPF_DATA_DIR=$FOLDER/data
printf %s "$PASSWORD" | "$MSPF" admin create-user fuzz --email fuzz@example.org --administrator --password-stdin >/dev/null
"$MSPF" serve --listen "127.0.0.1:$PORT" --admin-listen 127.0.0.1:0 --public-url "$ADDRESS" \
    --rate-limits off --log-format json >server.out 2>server.log &
SERVER=$!
for _ in $(seq 200); do
    curl --silent --fail --output /dev/null "$ADDRESS/healthz" && break
    kill -0 "$SERVER" || { cat server.log >&2; exit 1; }
    sleep 0.1
done

TOKEN=$(curl --silent --fail --json "{\"username\": \"fuzz\", \"password\": \"$PASSWORD\"}" "$ADDRESS/api/v1/auth/login" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')

"$TOOLS/bin/schemathesis" --config-file "$HERE/scripts/api-fuzz.toml" run "$ADDRESS/api/v1/openapi.json" \
    --header "Authorization: Bearer $TOKEN" \
    --max-examples "$EXAMPLES" --seed "$SEED" "$@"
kill -0 "$SERVER" || { echo "the server is gone" >&2; exit 1; }

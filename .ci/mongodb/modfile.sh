#!/bin/sh
# Makes the alternate module file from go.mod: the same module with the last driver that accepts the
# mongod 4.0 installed here. Run it after every change of go.mod, and commit go.mod and go.sum beside it.
set -eu
cd "$(dirname "$0")/../.."
cp go.mod .ci/mongodb/go.mod
cp go.sum .ci/mongodb/go.sum
go mod edit -require=go.mongodb.org/mongo-driver/v2@v2.2.3 .ci/mongodb/go.mod
go mod tidy -modfile=.ci/mongodb/go.mod

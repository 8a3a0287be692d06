#!/usr/bin/env bash
# Build every image, or those named; labels and times are the commit's, so that a commit gives the same files again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ -z "$(git status --porcelain)" ] || echo "note: the checkout is not what its commit says" >&2
REVISION=$(git rev-parse HEAD)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
CREATED=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
SOURCE=$(git config --get remote.origin.url | sed 's#//[^/@]*@#//#' || true)
export REVISION SOURCE_DATE_EPOCH CREATED SOURCE
exec docker buildx bake -f deploy/images/docker-bake.hcl --load "$@"

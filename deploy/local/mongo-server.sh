#!/usr/bin/env bash
# Build the faster MongoDB-compatible server into build/secantus, where cargo, cmake and gcc are.
# It is a program of its own (GPL-2.0), never imported or linked; production runs MongoDB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

VERSION=0.5.3-beta.196
TARGET=$PWD/build/secantus

if "$TARGET/bin/secantusd-rs" --help 2>/dev/null | grep -qF "$VERSION"; then
  echo "the MongoDB-compatible server $VERSION is built already"
  exit 0
fi
for tool in cargo cmake gcc; do
  command -v "$tool" >/dev/null || {
    echo "$tool is missing: the server from the Python package is used instead"
    exit 0
  }
done
echo "building the MongoDB-compatible server $VERSION: about ten minutes of processor time"
# Its declared Rust version is newer than it needs; the pinned version builds with 1.95.
cargo install secantus-mdb --version "$VERSION" --locked --ignore-rust-version \
  --root "$TARGET" --target-dir "$PWD/build/cache/secantus"
rm -rf "$PWD/build/cache/secantus"

#!/usr/bin/env bash
# Check the Dockerfile and, by Docker's own tools where they are, the bake file and compose's layers. No engine is needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build/venv/bin/hadolint deploy/images/Dockerfile
for script in deploy/images/*.sh deploy/compose/*/*.sh; do bash -n "$script"; done

if docker buildx version >/dev/null 2>&1; then
  docker buildx bake -f deploy/images/docker-bake.hcl --print >/dev/null
else
  echo "not checked by Docker: deploy/images/docker-bake.hcl (there is no docker buildx here)"
fi

if docker compose version >/dev/null 2>&1; then
  secrets=$(mktemp -d)
  trap 'rm -rf "$secrets"' EXIT
  build/venv/bin/python -m cloak_provision secrets "$secrets/.env" >/dev/null
  compose() { docker compose --project-directory deploy/compose --env-file "$secrets/.env" -f deploy/compose/compose.yaml "$@" config --quiet; }
  compose
  compose -f deploy/compose/compose.observability.yaml
  compose -f deploy/compose/compose.test.yaml
  compose -f deploy/compose/compose.observability.yaml -f deploy/compose/compose.test.yaml
else
  echo "not checked by Docker: deploy/compose (there is no docker compose here; tests/compose holds it to the schema)"
fi

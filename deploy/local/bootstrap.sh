#!/usr/bin/env bash
# Install what this checkout needs and does not have yet. Everything but system packages goes under
# build/; a step whose inputs are those of the last time is skipped, so a second run needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

BUILD=$PWD/build
STAMPS=$BUILD/stamps
TEMPLATES=/usr/share/prometheus/alertmanager
MONITORING=(prometheus prometheus-alertmanager prometheus-blackbox-exporter prometheus-node-exporter)
FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
STEP=0
STEPS=4
export UV_PROJECT_ENVIRONMENT=$BUILD/venv UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }
begin() {
  STEP=$((STEP + 1)) BEGUN=$SECONDS
  printf '[%d/%d] %s ... ' "$STEP" "$STEPS" "$1" >&2
}
skip() { say "there already"; }
finish() { say "[$STEP/$STEPS] done in $((SECONDS - BEGUN)) s"; }

fingerprint() { cat "$@" | sha256sum | cut -d' ' -f1; }
is_fresh() { [ -f "$STAMPS/$1" ] && [ "$(<"$STAMPS/$1")" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$STAMPS/$1"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; return; fi
  command -v sudo >/dev/null || fail "packages are missing and there is no sudo; as root: $*"
  sudo "$@"
}

apt_install() {
  command -v apt-get >/dev/null || fail "please install these by hand: $*"
  say "installing with apt: $*"
  # RUNLEVEL=1 keeps a freshly installed redis-server from being started as a daemon.
  local install=(env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q
    --no-install-recommends "$@")
  as_root "${install[@]}" >&2 && return
  as_root apt-get update -q >&2
  as_root "${install[@]}" >&2
}

java_is_new_enough() {
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ -n "$version" ] && [ "$version" -ge 17 ]
}

java_package() {
  local package
  for package in openjdk-17-jre-headless openjdk-21-jre-headless; do
    if apt-cache show "$package" >/dev/null 2>&1; then break; fi
    package=openjdk-17-jre-headless
  done
  printf '%s\n' "$package"
}

system_packages() {
  begin "system packages: Java, Redis, a font, Maven for Kafka"
  local missing=()
  java_is_new_enough || missing+=("$(java_package)")
  command -v redis-server >/dev/null || missing+=(redis-server)
  [ -f "$FONT" ] || missing+=(fonts-dejavu-core)
  if ! is_fresh kafka "$KAFKA_INPUTS"; then
    command -v mvn >/dev/null || missing+=(maven)
  fi
  if [ "${#missing[@]}" -eq 0 ]; then skip; return; fi
  say
  apt_install "${missing[@]}"
  finish
}

venv_is_fresh() { is_fresh venv "$VENV_INPUTS" && [ -x "$BUILD/venv/bin/python" ]; }

find_uv() {
  begin "uv, the Python package installer"
  if venv_is_fresh; then skip; return; fi
  if uv --version >/dev/null 2>&1; then UV=uv; skip; return; fi
  UV=$BUILD/tools/bin/uv
  if "$UV" --version >/dev/null 2>&1; then skip; return; fi
  say
  # A virtual environment of its own: distributions refuse pip outside of one (PEP 668).
  python3.11 -m venv "$BUILD/tools" >&2 || {
    apt_install python3.11-venv
    python3.11 -m venv --clear "$BUILD/tools" >&2
  }
  "$BUILD/tools/bin/pip" install --quiet 'uv>=0.9' >&2
  finish
}

python_packages() {
  begin "Python packages of uv.lock, into build/venv"
  if venv_is_fresh; then skip; return; fi
  say
  "$UV" sync --locked --python 3.11 >&2
  stamp venv "$VENV_INPUTS"
  finish
}

kafka_jars() {
  begin "Apache Kafka, into build/kafka"
  if is_fresh kafka "$KAFKA_INPUTS"; then skip; return; fi
  say
  rm -rf "$BUILD/kafka/libs"
  mvn -q -B -Dstyle.color=never -f deploy/local/kafka/pom.xml -Dmaven.repo.local="$BUILD/cache/maven" \
    dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$BUILD/kafka/libs" >&2
  stamp kafka "$KAFKA_INPUTS"
  finish
}

# What only tests in a browser need; npm and PyPI bring drivers, but no Chromium that runs everywhere.
browser() {
  STEPS=1
  begin "Chromium, for tests in a browser"
  if command -v chromium >/dev/null; then skip; return; fi
  say
  apt_install chromium
  finish
}

any_of() {
  local tool
  for tool; do if command -v "$tool" >/dev/null; then return; fi; done
  return 1
}

# By Debian's names, or by those of the projects' own archives.
monitoring_is_on_the_path() {
  any_of prometheus && any_of promtool && any_of amtool \
    && any_of prometheus-alertmanager alertmanager && any_of prometheus-node-exporter node_exporter \
    && any_of prometheus-blackbox-exporter blackbox_exporter
}

# Unpacked and not installed: an installed one would be started as a daemon of the machine.
monitoring() {
  STEPS=1
  begin "Prometheus, Alertmanager and their exporters, into build/monitoring"
  if monitoring_is_on_the_path; then skip; return; fi
  if is_fresh monitoring "${MONITORING[*]}" && [ -f "$TEMPLATES/default.tmpl" ]; then skip; return; fi
  command -v apt-get >/dev/null || fail "please install these by hand: ${MONITORING[*]}"
  say
  local folder=$BUILD/monitoring
  rm -rf "$folder"
  mkdir -p "$folder/packages"
  download() { (cd "$folder/packages" && apt-get download -q -o APT::Sandbox::User="$(id -un)" "${MONITORING[@]}" >&2); }
  download || { as_root apt-get update -q >&2; download; }
  local package
  for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$folder"; done
  rm -r "$folder/packages"
  # The one thing that has to lie where the binary looks for it: Debian has built the path in.
  as_root install -D -m 644 -t "$TEMPLATES" "$folder$TEMPLATES"/*.tmpl
  stamp monitoring "${MONITORING[*]}"
  finish
}

command -v python3.11 >/dev/null || fail "Python 3.11 is needed: apt-get install python3.11"
mkdir -p "$STAMPS"
# Two runs at once, of make test and make up say, must not write the same files.
exec 9>"$STAMPS/lock"
flock -n 9 || { say "another set-up is running: waiting for it"; flock 9; }
case "${1:-}" in browser | monitoring) "$1"; exit ;; esac
VENV_INPUTS=$(fingerprint uv.lock pyproject.toml ./*/*/pyproject.toml training/pyproject.toml)
KAFKA_INPUTS=$(fingerprint deploy/local/kafka/pom.xml)
system_packages
find_uv
python_packages
kafka_jars

#!/usr/bin/env bash
# Check the configurations and the rules, and run the rules' own tests, with the tools of Prometheus,
# Alertmanager and the blackbox exporter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export PATH=$PATH:$PWD/../../build/monitoring/usr/bin
promtool check config prometheus.yml
amtool check-config alertmanager.yml
"$(command -v prometheus-blackbox-exporter || command -v blackbox_exporter)" --config.file=blackbox.yml --config.check
promtool test rules rules/tests/*.yml
route() { amtool config routes test --config.file=alertmanager.yml --verify.receivers="$@"; }
route pages severity=page alertname=ModelServerDown job=model-server
route tickets severity=ticket alertname=DeadLetters

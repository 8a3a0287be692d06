"""Where the sources of monitoring lie in the checkout, and where what is made of them goes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
MONITORING = ROOT / "deploy" / "monitoring"
BLACKBOX = MONITORING / "blackbox.yml"
RULES = MONITORING / "rules"
DASHBOARDS = MONITORING / "dashboards"
MANIFESTS = ROOT / "deploy" / "k8s" / "monitoring"

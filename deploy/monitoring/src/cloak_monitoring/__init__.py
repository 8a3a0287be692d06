"""Image Cloak's Grafana dashboards as code, and what is made of them."""

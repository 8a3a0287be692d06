"""The whole of Image Cloak on one machine: real backends, every service, one Ctrl-C."""

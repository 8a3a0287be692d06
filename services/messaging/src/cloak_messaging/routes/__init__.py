"""The routes of messaging, one module for each resource."""

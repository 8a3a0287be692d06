"""The HTTP interface of storage: paths, headers and status codes, no rules of its own."""

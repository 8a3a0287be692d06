"""Contacts, conversations, messages and notifications, live."""

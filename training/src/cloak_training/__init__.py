"""Trains, evaluates and exports the networks."""

"""Bits in the low frequencies of a picture: where they lie, how they are written and heard."""

"""Many bits in the coefficients of JPEG's own blocks: their meaning, writing and reading."""

"""Steganalysis: features of pictures, and classifiers that tell covers from what was hidden in."""

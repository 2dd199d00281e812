"""Applying and reviewing: the top of the house."""

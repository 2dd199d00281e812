"""Collecting an amount from a person, through gateways."""

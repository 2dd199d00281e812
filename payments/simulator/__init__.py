"""Pretend gateways that speak and sign as the real ones do, for demonstration and tests.

A program of its own: it imports nothing of the product, or both sides could share one mistake.
It listens on the loopback address only, calls back to loopback addresses only, and everything in
its settings that is spelled in letters carries ``SIM``: merchant numbers, app ids, the API key
and the key id (see ``keys``).  The product refuses to start with them outside development.
"""

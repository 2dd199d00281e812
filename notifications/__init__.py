"""Telling people things: by mail, and in the portal."""

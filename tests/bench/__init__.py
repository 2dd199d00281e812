"""``make bench``: what our pages cost beside bare Django pages with the same settings."""

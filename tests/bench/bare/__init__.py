"""Django pages with nothing of ours: what can be reached at all."""

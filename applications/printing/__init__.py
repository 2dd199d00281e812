"""Papers as HTML: what stands in them, read in both languages, and how it is set for A4."""

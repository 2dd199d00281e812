"""Pages of this app: glue between a request, one verb or query, and a template."""

"""Pages of the way in, and of what one does once one has an account."""

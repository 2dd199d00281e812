"""People who sign in: registration, passwords, roles."""

"""Attacks on the way in, by the number they have in the table of security cases."""

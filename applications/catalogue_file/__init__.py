"""The catalogue as table files: reading them, judging them whole, writing what differs, and back.

One row is one thing, found by its code.  A column that is not in a file is left as it is.
"""

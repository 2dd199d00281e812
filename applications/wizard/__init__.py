"""The seven steps of an application form: what they ask, what was typed, what is missing."""

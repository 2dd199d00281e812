"""One module a payment channel; they only translate."""

"""What a payer and a gateway see."""

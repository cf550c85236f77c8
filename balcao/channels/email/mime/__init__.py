"""MIME as it really comes: bytes from strangers in, plain values out. Pure, bounded, and without a way to make it fail."""

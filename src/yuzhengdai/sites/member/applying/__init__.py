"""Applying for a product (P4–P7), as portal and phone app have in common."""

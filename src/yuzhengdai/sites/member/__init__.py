"""What members of an enterprise do on the portal, in the console and on the phone: views, forms and words once for all three."""

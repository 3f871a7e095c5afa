"""A demo USBKEY: a CA of its own, and a key for the SKF simulator. Never in production."""

"""Personal consents for identity and face data, to see and to withdraw."""

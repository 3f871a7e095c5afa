"""Stand-ins for the outside systems of the demo: 工商, 电力, 社保, identity and a bank, over real signed HTTP.

A package and a process of its own: it imports nothing of the platform and speaks only the contract of docs/integrations.md.
"""

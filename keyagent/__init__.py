"""密钥助手: lets an allowed web page log in with a USBKEY that is plugged into this PC.

Listens on loopback, answers pages of allowed origins only, asks for the PIN itself, and signs nothing but logins: a text that names
the page's origin, the platform's challenge and the time. Knows nothing of the platform's code and is installed without it.
"""

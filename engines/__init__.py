"""The models' own processes: reading papers and measuring faces, one process an engine, spoken to over a Unix socket.

What web and worker know of them (addresses, frames, the client) is in ``yuzhengdai.foundation.integrations.inference``.
"""

"""What sources say of an enterprise, a file a source. A file names its fault switch and maps paths to functions:

``FAULT``, ``LABEL``, ``SOURCE`` and ``PATHS: {"tax/rating": function(Subject) → facts, or None for 未查询到}``. Every file of this folder,
and of the folders in SANDBOX_ITEMS (separated by ":"), is found by itself.
"""

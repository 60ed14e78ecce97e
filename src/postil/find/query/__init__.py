"""The query language: read (``reading``) into parts (``nodes``), and answered from an index of the study (``finding``).

Invariant: filter, quotes, retrieval, reports and exports all ask through ``finding.select`` or ``finding.find``, so one
query finds the same everywhere. ``docs/query.md`` has the grammar.
"""

"""The query language: read (``reading``) into parts (``nodes``), and answered from an index of the study (``finding``).

Patterns are read (``pattern_reading``) and searched for (``pattern``, ``automaton``); ``asked`` and ``unread`` tell
what figures are out of. Invariant: filter, quotes, retrieval, reports and exports all ask through ``finding.select``
or ``finding.find``, so one query finds the same everywhere. ``docs/query.md`` has the grammar.
"""

"""The store: units of work on SQLite or PostgreSQL, and nothing of the domain.

A unit of work is a plain function `fn(tx, …)`. `await store.write(fn)` runs it in a thread, commits once, and only
then hands back what it returned. A unit may run twice (a failed batch is replayed), so it does no I/O of its own.
"""

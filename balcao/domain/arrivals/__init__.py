"""Arrivals: what providers brought, kept before it is read, and how the connection to each of them fares."""

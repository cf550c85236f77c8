"""Balcão: one counter where a team talks with its customers, whatever channel they chose."""

__version__ = "0.1.0"

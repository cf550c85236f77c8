"""Channels: ways of talking. Each is one folder that declares itself; none can reach the store or another channel."""

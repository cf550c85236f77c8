"""The public vocabulary: JSON as it goes out, one file a resource. REST, sockets and webhooks share it."""

"""HTTP in and out: routes, shapes of requests, who is calling. No rules and no SQL."""

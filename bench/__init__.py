"""Loads and budgets, measured side by side with a yardstick. `make bench` runs them; `bench/results/` keeps what came out."""

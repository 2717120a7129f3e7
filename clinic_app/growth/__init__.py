"""Growth and development: check-ups, scores, curves, alerts."""

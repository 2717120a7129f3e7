"""One day as a list on a phone and as a sheet of paper."""

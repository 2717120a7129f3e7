"""How fast the product is, measured against a floor on the same machine. `make bench`, or `python -m benchmarks list search`."""

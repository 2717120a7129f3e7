"""The clinical history, one a patient."""

"""Trains the classifier of patients' answers."""

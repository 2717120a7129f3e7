"""Questionnaires of a clinic and what patients answered."""

"""Encounters: what was done with a patient, when and by whom."""

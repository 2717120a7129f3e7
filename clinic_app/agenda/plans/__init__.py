"""Treatment plans: several sessions of one patient, planned together."""

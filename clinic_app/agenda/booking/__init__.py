"""The dialog that books: patient, service, time, and what more it may ask."""

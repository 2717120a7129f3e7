"""Messages to patients and their answers."""

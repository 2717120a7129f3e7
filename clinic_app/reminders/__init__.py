"""When to write to a patient about an appointment, and what an answer means."""

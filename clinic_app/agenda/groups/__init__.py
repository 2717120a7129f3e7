"""Group slots: one time with several places."""

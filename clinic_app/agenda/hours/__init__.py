"""When a clinic and its professionals work, and the screen that sets it."""

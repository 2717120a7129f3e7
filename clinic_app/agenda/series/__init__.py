"""Appointments that repeat, and several services booked back to back."""

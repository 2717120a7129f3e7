"""Rooms that appointments take."""

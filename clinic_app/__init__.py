"""Hampiq: a clinic on the web."""

"""Time that is closed: single blocks, recurring ones, rosters pasted from a hospital, public holidays."""

"""How full the week is: booked against open time."""

"""The sections of the settings that belong to no domain above: the practice, its people, its trail, one's own profile and security."""

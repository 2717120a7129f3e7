"""One patient on one screen: what every domain knows about her."""

"""Photos and videos: uploads, what is made of them, consent, private links."""

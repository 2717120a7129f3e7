"""The waiting list: whom to offer a freed time, and the hold while she decides."""

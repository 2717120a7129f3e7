"""What screens are made of: theme names, state-free components, the words of the screen."""

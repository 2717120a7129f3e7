"""The frame around every page: navigation, clinic switcher, person menu, toasts, offline strip."""

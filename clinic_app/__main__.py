"""Entry of `python -m clinic_app`."""

from clinic_app.cli import cli

if __name__ == "__main__":
    cli()

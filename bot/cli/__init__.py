"""What `python -m bot` does, one file per command."""

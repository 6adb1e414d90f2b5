"""One module for each kind of signal rule."""
